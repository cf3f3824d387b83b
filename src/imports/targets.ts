import type { App } from "../app";
import { dateName, dateOfName, type ImportantDate } from "../contacts";
import { listFields, type ProfileField } from "../profiles";
import type { ImportTarget } from "./imports.schema";

type DateOf = Pick<ImportantDate, "kind" | "label"> & { calendar: "solar" | "lunar" | undefined };

/** What a column may mean. */
export type Target =
  | { type: "match"; by: MatchKey }
  | { type: "tags" }
  | { type: "field"; field: ProfileField }
  | ({ type: "date" } & DateOf);

export const matchKeys = ["external_userid", "phone", "remark", "name"] as const;
export type MatchKey = (typeof matchKeys)[number];

const matchWords: Record<MatchKey, string> = {
  external_userid: "客户 ID(external_userid)",
  phone: "手机",
  remark: "备注名",
  name: "姓名或昵称",
};
const matchHeads: Record<MatchKey, string[]> = {
  external_userid: ["externaluserid", "客户id", "外部联系人id", "externalid"],
  phone: ["手机", "手机号", "手机号码", "电话", "联系电话", "联系方式", "phone", "mobile", "tel"],
  remark: ["备注", "备注名", "客户备注", "remark"],
  name: ["姓名", "客户", "客户姓名", "客户名称", "昵称", "微信名", "微信昵称", "名字", "name"],
};
const tagHeads = ["标签", "客户标签", "企业标签", "tag", "tags"];
const ownDates = ["birthday", "anniversary", "purchase", "service"] as const;
const LUNAR = /^(农历|阴历|旧历)/;
const SOLAR = /^(公历|阳历|新历)/;
const DATE_VALUE = /^(date|solar|lunar):(birthday|anniversary|purchase|service|other):(.{0,32})$/;

/** A mapping's entry → what it means now; null for what is left out or does not exist (any more). */
export function readTarget(value: string, fields: ProfileField[]): Target | null {
  const by = matchKeys.find((key) => value === `match:${key}`);
  if (by) return { type: "match", by };
  if (value === "tags") return { type: "tags" };
  const field = fields.find((candidate) => value === `field:${candidate.fieldKey}`);
  if (field) return { type: "field", field };
  const [, calendar, kind, label] = DATE_VALUE.exec(value) ?? [];
  if (!kind) return null;
  return {
    type: "date",
    kind: kind as DateOf["kind"],
    label: label ?? "",
    calendar: calendar === "date" ? undefined : (calendar as "solar" | "lunar"),
  };
}

/** What heads of columns probably mean. The first column that fits has it; what nobody knows is left out. */
export function guessMapping(heads: string[], fields: ProfileField[]): string[] {
  const taken = new Set<string>();
  return heads.map((head) => {
    const guess = guessTarget(head, fields);
    if (guess === "" || taken.has(guess)) return "";
    taken.add(guess);
    return guess;
  });
}

function guessTarget(head: string, fields: ProfileField[]): string {
  const words = head
    .normalize("NFKC")
    .replace(/[(【[].*?[)】\]]/g, "")
    .replace(/[\s*:_-]+/g, "");
  const plain = words.toLowerCase();
  if (plain === "") return "";
  const field = fields.find(({ label, fieldKey }) => [label, fieldKey].some((name) => same(name, plain)));
  if (field) return `field:${field.fieldKey}`;
  const by = matchKeys.find((key) => matchHeads[key].includes(plain));
  if (by) return `match:${by}`;
  if (tagHeads.includes(plain)) return "tags";
  const date = dateOfName(words.replace(LUNAR, "").replace(SOLAR, ""));
  if (!date) return "";
  return dateValue({ ...date, calendar: LUNAR.test(words) ? "lunar" : SOLAR.test(words) ? "solar" : undefined });
}

const same = (name: string, plain: string) =>
  name
    .normalize("NFKC")
    .replace(/[\s*:_-]+/g, "")
    .toLowerCase() === plain;

function dateValue({ kind, label, calendar }: DateOf): string {
  return `${calendar ?? "date"}:${kind}:${label}`;
}

/** Everything the person may choose from; dates that the mapping names already among them. */
export async function listTargets(
  app: App,
  corpId: string,
  { columns, mapping }: { columns: string[]; mapping: string[] },
): Promise<ImportTarget[]> {
  const fields = await listFields(app, corpId);
  const dates = ownDates.flatMap((kind) => [
    dateValue({ kind, label: "", calendar: undefined }),
    ...(kind === "birthday" ? [dateValue({ kind, label: "", calendar: "lunar" })] : []),
  ]);
  const named = [
    ...mapping,
    // Any other column may be a date of its own name: 「搬家日」.
    ...columns
      .filter((head, index) => head !== "" && !mapping[index])
      .map((head) => `date:other:${[...head].slice(0, 32).join("")}`),
  ].filter((value) => DATE_VALUE.test(value));
  return [
    ...matchKeys.map((by): ImportTarget => ({ value: `match:${by}`, label: matchWords[by], group: "找到客户" })),
    ...fields.map(({ fieldKey, label }): ImportTarget => ({ value: `field:${fieldKey}`, label, group: "客户字段" })),
    ...[...new Set([...dates, ...named])].map((value): ImportTarget => {
      const target = readTarget(value, fields);
      const label = target?.type === "date" ? dateTargetWords(target) : value;
      return { value, label, group: "重要日子" };
    }),
    { value: "tags", label: "标签", group: "标签" },
  ];
}

function dateTargetWords(date: DateOf): string {
  const calendar = { solar: "公历", lunar: "农历" };
  return `${date.calendar ? calendar[date.calendar] : ""}${dateName(date)}`;
}
