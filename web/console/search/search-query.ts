/** What is asked for, as it stands in the address. */
export interface SearchQuery {
  q: string;
  externalUserid: string;
  userid: string;
  departmentId: string;
  tagId: string;
  msgtype: string;
  /** Days, both included. */
  from: string;
  to: string;
  /** "" for newest first. */
  order: string;
}
export type SearchFilterName = Exclude<keyof SearchQuery, "q" | "order">;

const names: (keyof SearchQuery)[] = [
  "q",
  "externalUserid",
  "userid",
  "departmentId",
  "tagId",
  "msgtype",
  "from",
  "to",
  "order",
];

export function readSearch(address: URLSearchParams): SearchQuery {
  return Object.fromEntries(names.map((name) => [name, address.get(name) ?? ""])) as unknown as SearchQuery;
}

/** Only what is set: short addresses are easier to share. */
export function writeSearch(query: SearchQuery): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));
}

export const withoutFilters = (query: SearchQuery): SearchQuery => ({
  ...readSearch(new URLSearchParams()),
  q: query.q,
  order: query.order,
});

/** Kinds that people look for by their words; pictures and voices have none. */
export const typeWords: Record<string, string> = {
  text: "文字",
  file: "文件",
  link: "链接",
  weapp: "小程序",
  chatrecord: "聊天记录",
  mixed: "图文混排",
  location: "位置",
  meeting: "会议",
  docmsg: "文档",
  markdown: "机器人消息",
};

/** Names that are still on their way are left undefined. */
interface Names {
  customer?: string | undefined;
  member?: string | undefined;
  department?: string | undefined;
  tag?: string | undefined;
}

export interface FilterPart {
  names: SearchFilterName[];
  text: string;
}

/** The filters in words, one part each; joined by 「且」 they read as a sentence. */
export function filterParts(query: SearchQuery, known: Names): FilterPart[] {
  const parts: FilterPart[] = [];
  const { from, to } = query;
  if (query.externalUserid) parts.push({ names: ["externalUserid"], text: `客户是${known.customer ?? "…"}` });
  if (query.userid) parts.push({ names: ["userid"], text: `成员是${known.member ?? "…"}` });
  if (query.departmentId) parts.push({ names: ["departmentId"], text: `部门是${known.department ?? "…"}` });
  if (query.tagId) parts.push({ names: ["tagId"], text: `客户有标签「${known.tag ?? "…"}」` });
  if (query.msgtype) parts.push({ names: ["msgtype"], text: `类型为${typeWords[query.msgtype] ?? query.msgtype}` });
  if (from && to) parts.push({ names: ["from", "to"], text: from === to ? `在 ${from} 这天` : `${from} 至 ${to}` });
  else if (from) parts.push({ names: ["from"], text: `${from} 以后` });
  else if (to) parts.push({ names: ["to"], text: `${to} 以前` });
  return parts;
}
