/** The company 「常青净水」 as its admin console shows it. */
export const companyName = "常青净水";

export const departments = [
  { id: 1, name: companyName, parentid: 0 },
  { id: 2, name: "销售部", parentid: 1 },
  { id: 3, name: "客户服务部", parentid: 1 },
];

const shared = { visible: true, contactEnabled: true };

/** `short` is what they call themselves towards customers. */
export const staff = [
  { userid: "zhao.qiang", name: "赵强", department: [2], position: "销售主管", short: "赵强" },
  { userid: "zhou.min", name: "周敏", department: [2], position: "销售顾问", short: "小周" },
  { userid: "li.lei", name: "李磊", department: [2], position: "销售顾问", short: "小李" },
  { userid: "chen.jie", name: "陈洁", department: [3], position: "客服专员", short: "小陈" },
  { userid: "wang.fang", name: "王芳", department: [3], position: "售后客服", short: "小王" },
  { userid: "sun.yue", name: "孙悦", department: [3], position: "安装调度", short: "小孙" },
];

export type Staff = (typeof staff)[number];

export const members = staff.map(({ short: _short, ...member }) => ({ ...member, ...shared }));

export const tagGroups = [
  { name: "客户等级", tags: ["A", "B", "C"] },
  { name: "产品兴趣", tags: ["净水器", "滤芯", "软水机", "管线机"] },
  { name: "来源", tags: ["门店扫码", "朋友介绍", "小区地推", "短视频", "名片"] },
  { name: "服务状态", tags: ["待安装", "已安装", "年卡用户", "需回访"] },
];

export const places = [
  "翠湖花园",
  "云栖里",
  "金色家园",
  "阳光城",
  "枫林苑",
  "滨江一号",
  "锦绣江南",
  "桂花苑",
  "望江府",
  "和平里",
  "绿洲新城",
  "东湖名邸",
];

/** Water purifiers with their own filter; a customer stays with one of them. */
export const models = [
  { model: "清泉 600", gal: 600, price: 1699, deal: 1499, filter: "PCF 复合滤芯", fprice: 199, fset: 499 },
  { model: "清泉 800", gal: 800, price: 2399, deal: 2099, filter: "PCB 复合滤芯", fprice: 299, fset: 658 },
  { model: "清泉 1200", gal: 1200, price: 3299, deal: 2899, filter: "PCB 大通量滤芯", fprice: 399, fset: 798 },
];

export const rivals = ["小米", "美的", "安吉尔", "沁园"];
