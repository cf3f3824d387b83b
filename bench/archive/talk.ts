/** One message as WeCom's archive tells it, before it is sealed. */
export interface Said {
  msgid: string;
  json: string;
}

const MEMBERS = 60;
const CUSTOMERS = 6_000;
const ROOMS = 240;
const SPACING_MS = 90;

const openings = ["您好", "在吗", "刚才说的", "关于", "麻烦看下", "我想问一下", "昨天那个", "这边", "好的，", "收到，"];
const subjects = [
  "报价单",
  "咖啡机",
  "上门时间",
  "退换货",
  "发票抬头",
  "会员积分",
  "新款护肤套装",
  "物流单号",
  "试用装",
  "合同",
];
const wishes = [
  "什么时候能到",
  "可以便宜一点吗",
  "发我一份吧",
  "已经安排了，请放心",
  "麻烦再确认一下数量",
  "下周三之前给您答复",
];
const tails = ["谢谢", "辛苦了", "", "", "价格 368 元", "电话 13800001234", "型号 DL-EC685"];

const pick = (list: readonly string[], n: number) => list[n % list.length]!;

/** Whole numbers that look like chance and are the same in every run. */
function chance(seed: number): number {
  let x = (seed ^ 0x9e3779b9) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b) >>> 0;
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

const useridOf = (member: number) => `guwen${member}`;
const externalOf = (customer: number) => `wmqfasd1e1927831123109rBAAAA${customer}`;

/**
 * What a corp of 60 members says in a day: of ten messages eight are words of ten to sixty characters, the rest pictures,
 * files, links and voices; three in ten in groups of a dozen. A page of 1,000 touches some 500 conversations.
 *
 * @param startMs when the first of them was written; one each 90 ms.
 */
export function saidAt(n: number, startMs: number): Said {
  const random = chance(n);
  const msgtime = startMs + n * SPACING_MS;
  // A few talk much, most talk little.
  const customer = Math.floor(((random % 10_000) / 10_000) ** 2 * CUSTOMERS);
  const member = customer % MEMBERS;
  const msgid = `${(random * 7_919 + n).toString()}${n}_${msgtime}_external`;
  const fromCustomer = (random >>> 3) % 2 === 0;
  const pair = { userid: useridOf(member), external: externalOf(customer) };
  const inRoom = (random >>> 5) % 10 < 3;
  const room = customer % ROOMS;
  const roomMembers = [useridOf(room % MEMBERS), ...Array.from({ length: 11 }, (_, i) => `wmroom${room}AAAA${i}`)];
  const from = inRoom ? roomMembers[(random >>> 9) % 12]! : fromCustomer ? pair.external : pair.userid;
  const tolist = inRoom ? roomMembers.filter((id) => id !== from) : [fromCustomer ? pair.userid : pair.external];
  const envelope = { msgid, action: "send", from, tolist, roomid: inRoom ? `wrBench${room}` : "", msgtime };
  return { msgid, json: JSON.stringify({ ...envelope, ...payload(random, n) }) };
}

/** Who is known before the first message comes; strangers in groups are not. */
export const people = {
  userids: Array.from({ length: MEMBERS }, (_, i) => useridOf(i)),
  externalUserids: Array.from({ length: CUSTOMERS }, (_, i) => externalOf(i)),
};

/** Brochures and stickers that are sent again and again: how fast files are fetched is not what is measured here. */
export const mediaIds = Array.from({ length: 40 }, (_, i) => `${"U1RBTkRJTi1CRU5DSC".repeat(20)}${i}`);

function payload(random: number, n: number): Record<string, unknown> {
  const media = { sdkfileid: mediaIds[random % mediaIds.length]!, md5sum: "" };
  const kind = (random >>> 11) % 100;
  if (kind < 80) return { msgtype: "text", text: { content: words(random, n) } };
  if (kind < 90) return { msgtype: "image", image: { ...media, filesize: 48_213 } };
  if (kind < 94) {
    const filename = `${pick(subjects, random >>> 7)}-${n}.xlsx`;
    return { msgtype: "file", file: { ...media, filename, fileext: "xlsx", filesize: 20_480 } };
  }
  if (kind < 97) return { msgtype: "voice", voice: { ...media, voice_size: 5_120, play_length: 7 } };
  if (kind < 99) {
    const link = {
      title: pick(subjects, random >>> 7),
      description: "春季款",
      link_url: "https://example.test/a",
      image_url: "",
    };
    return { msgtype: "link", link };
  }
  return { msgtype: "emotion", emotion: { ...media, type: 1, width: 120, height: 120, imagesize: 33_010 } };
}

/** The text of the n-th message if it were words, and the member it was said to. */
export function wordsAt(n: number): { text: string; userid: string } {
  return { text: words(chance(n), n), userid: useridOf(n % MEMBERS) };
}

function words(random: number, n: number): string {
  const sentences = 1 + ((random >>> 17) % 4);
  let text = "";
  for (let i = 0; i < sentences; i += 1) {
    const r = chance(random + i);
    text += `${pick(openings, r)}${pick(subjects, r >>> 4)}${pick(wishes, r >>> 8)}${pick(tails, r >>> 12)}。`;
  }
  // Names and numbers that no other message has.
  return `${text}${String.fromCharCode(0x4e00 + (chance(n) % 5_000), 0x4e00 + (chance(n + 1) % 5_000))}${n % 9_973}`;
}
