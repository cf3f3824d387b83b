import { type DateKind, dateKinds, type ImportantDate } from "./important-date.entity";

/** Words of the screen; a copy for the front ends is in web/shared/words.ts. */
const kindWords: Record<DateKind, string> = {
  birthday: "生日",
  anniversary: "纪念日",
  purchase: "购买日",
  service: "服务日",
  other: "重要日子",
};

/** Ends of a label that say the kind already: 「公司周年」 needs no 「纪念日」 behind it. */
const spokenEnds: Partial<Record<DateKind, string[]>> = { anniversary: ["纪念日", "周年"], birthday: ["生日", "寿辰"] };

/** 「生日」, 「女儿生日」, 「结婚纪念日」: what people call the date. */
export function dateName({ kind, label }: Pick<ImportantDate, "kind" | "label">): string {
  if (label === "") return kindWords[kind];
  const ends = spokenEnds[kind] ?? [kindWords[kind]];
  return kind === "other" || ends.some((end) => label.endsWith(end)) ? label : `${label}${kindWords[kind]}`;
}

/** 「女儿生日」 said of a birthday is 「女儿」: one date has one label, however it was typed. */
export function plainLabel(kind: DateKind, label: string): string {
  const trimmed = label.trim();
  return kind !== "other" && trimmed.endsWith(kindWords[kind]) ? trimmed.slice(0, -kindWords[kind].length) : trimmed;
}

/** The way back, for the head of a column: null when the words do not say what comes round. */
export function dateOfName(name: string): Pick<ImportantDate, "kind" | "label"> | null {
  for (const kind of dateKinds) {
    if (kind === "other") continue;
    if (name === kindWords[kind]) return { kind, label: "" };
    for (const end of spokenEnds[kind] ?? [kindWords[kind]]) {
      if (name.length > end.length && name.endsWith(end)) {
        // 「女儿生日」 and a label 「女儿」 are one date; 「公司周年」 keeps its end, which is not the kind's word.
        return { kind, label: end === kindWords[kind] ? name.slice(0, -end.length) : name };
      }
    }
  }
  return null;
}

const lunarMonths = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊"];
const digits = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/** 3月8日, 农历正月初五, 农历闰四月十五 */
export function spokenDate({
  calendar,
  month,
  day,
  leapMonth,
}: Pick<ImportantDate, "calendar" | "month" | "day" | "leapMonth">): string {
  if (calendar === "solar") return `${month}月${day}日`;
  return `农历${leapMonth ? "闰" : ""}${lunarMonths[month - 1]}月${lunarDayWord(day)}`;
}

function lunarDayWord(day: number): string {
  if (day <= 10) return `初${digits[day - 1]}`;
  if (day < 20) return `十${digits[day - 11]}`;
  if (day === 20) return "二十";
  return day < 30 ? `廿${digits[day - 21]}` : "三十";
}
