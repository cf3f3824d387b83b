interface Check {
  title: string;
  /** In the terminal, when it differs from the title. */
  what?: string;
  /** Menu path of WeCom's admin console where this is set. */
  place?: readonly string[];
  link?: string;
}

const define = <Id extends string>(all: Record<Id, Check>) => all;
const page = (path: number) => `https://developer.work.weixin.qq.com/document/path/${path}`;
const thisApp = ["应用管理", "自建", "本应用"] as const;

/** Everything that is looked at: what it is called, where it is set, and what WeCom says about it. */
export const checks = define({
  "app.api": { title: "连接企业微信", what: "WECOM_API_BASE" },
  "app.corp": { title: "企业 ID", what: "WECOM_CORP_ID", place: ["我的企业", "企业信息"], link: page(91039) },
  "app.secret": { title: "应用 Secret", what: "WECOM_APP_SECRET", place: thisApp, link: page(91039) },
  "app.ip": {
    title: "企业可信 IP",
    what: "可信 IP(60020)",
    place: ["应用管理", "本应用", "企业可信IP"],
    link: page(90313),
  },
  "app.agent": { title: "AgentId", what: "WECOM_AGENT_ID", place: thisApp },
  "app.enabled": { title: "应用状态", place: ["应用管理", "本应用"] },
  "app.idle": { title: "应用停用预警", place: ["应用管理", "本应用"], link: page(90240) },
  "app.low-active": { title: "低活跃预警", link: page(90240) },

  "contacts.permission": {
    title: "客户联系接口",
    place: ["客户联系", "权限配置", "可调用接口的应用"],
    link: page(92109),
  },
  "contacts.members": {
    title: "开通客户联系的成员",
    place: ["客户联系", "权限配置", "使用范围"],
    link: page(92571),
  },
  "contacts.range": { title: "应用可见范围", place: ["应用管理", "本应用", "可见范围"] },
  "contacts.orphans": {
    title: "有客户却不在范围内的成员",
    place: ["应用管理", "本应用", "可见范围"],
    link: page(92109),
  },

  "callback.local": { title: "本机回调", what: "回调（本机）" },
  "callback.public": { title: "回调地址可达", what: "回调（PUBLIC_URL）", link: page(90930) },
  "callback.received": {
    title: "收到企业微信的推送",
    what: "回调接收",
    place: ["应用管理", "本应用", "接收消息", "设置API接收"],
    link: page(90930),
  },
  "callback.customers": {
    title: "客户变更推送",
    place: ["应用管理", "本应用", "接收消息", "设置API接收"],
    link: page(92129),
  },
  "callback.refused": {
    title: "被拒收的推送",
    place: ["应用管理", "本应用", "接收消息", "设置API接收"],
  },

  "surfaces.domain": {
    title: "可信域名",
    place: ["应用管理", "本应用", "网页授权及JS-SDK", "可信域名"],
    link: page(91335),
  },
  "surfaces.signin": {
    title: "电脑浏览器登录",
    place: ["应用管理", "本应用", "企业微信授权登录", "设置授权回调域"],
    link: page(98151),
  },
  "surfaces.sidebar": {
    title: "聊天侧边栏",
    place: ["客户联系", "聊天工具", "聊天工具栏管理", "配置应用页面"],
    link: page(94315),
  },
  "surfaces.home": { title: "应用主页", place: ["应用管理", "本应用", "应用主页"], link: page(90227) },

  "archive.off": { title: "会话存档", link: page(91360) },
  "archive.key": { title: "存档私钥", what: "WECOM_ARCHIVE_KEYS" },
  "archive.library": { title: "官方存档库", what: "WECOM_ARCHIVE_SDK" },
  "archive.configuration": { title: "存档配置", what: "会话存档配置" },
  "archive.tls": { title: "存档库 TLS 探测", what: "存档库 TLS 探测" },
  "archive.page": { title: "拉取存档", what: "会话存档拉取", place: ["管理工具", "会话内容存档"], link: page(91360) },
  "archive.silence": { title: "存档拉取中断", place: ["管理工具", "会话内容存档"], link: page(91360) },
  "archive.parked": { title: "暂存未解的消息", what: "暂存的存档消息" },
  "archive.sealing": { title: "内容加密", what: "CONTENT_KEYS" },
  "archive.members": { title: "开通存档的成员", place: ["管理工具", "会话内容存档"], link: page(91614) },

  "machine.settings": { title: "配置文件", what: "配置" },
  "machine.database": { title: "数据库", what: "DATABASE_URL" },
  "machine.schema": { title: "数据库结构" },
  "machine.redis": { title: "Redis", what: "REDIS_URL" },
  "machine.workers": { title: "后台进程" },
  "machine.clock": { title: "服务器时间" },
  "machine.https": { title: "HTTPS", what: "PUBLIC_URL" },
  "machine.secret": { title: "常青自己的密钥", what: "EVERGREEN_SECRET" },
  "machine.admins": { title: "常青管理员", what: "EVERGREEN_ADMINS" },
  "machine.holidays": { title: "节假日安排" },
  "machine.backup": { title: "备份" },
});

export type CheckId = keyof typeof checks;
