import { z } from "zod";

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
const Day = z.iso.date();

/** When the company works and who hears of a customer who waits. Times are the corp's; weekdays 1 = Monday … 7 = Sunday. */
export const ResponseRules = z
  .strictObject({
    version: z.literal(1),
    /** At most four a day, in order, not touching. */
    hours: z
      .array(z.strictObject({ from: Time, until: Time }))
      .min(1)
      .max(4),
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    /** Statutory holidays are off, make-up workdays are on. */
    holidays: z.boolean(),
    /** The company's own exceptions; they outrank everything above. */
    extraOff: z.array(Day).max(100),
    extraOn: z.array(Day).max(100),
    alerts: z.boolean(),
    groups: z.boolean(),
    repAfterMinutes: z.number().int().min(1).max(2_880),
    managerAfterMinutes: z.number().int().min(1).max(2_880),
  })
  .refine(({ hours }) => hours.every(({ from, until }, i) => from < until && (i === 0 || hours[i - 1]!.until < from)), {
    message: "hours must be in order and not overlap",
    path: ["hours"],
  })
  .refine((rules) => rules.managerAfterMinutes > rules.repAfterMinutes, {
    message: "managers are told after the member",
    path: ["managerAfterMinutes"],
  });
export type ResponseRules = z.output<typeof ResponseRules>;

export const defaultRules: ResponseRules = {
  version: 1,
  hours: [{ from: "09:00", until: "18:00" }],
  weekdays: [1, 2, 3, 4, 5],
  holidays: true,
  extraOff: [],
  extraOn: [],
  alerts: true,
  groups: true,
  repAfterMinutes: 30,
  managerAfterMinutes: 120,
};

export interface ResponseSettingsView {
  rules: ResponseRules;
  changedBy: string | null;
  changedAt: Date | null;
  /** Whether it is working time now, and when that changes next. */
  working: boolean;
  nextWorkAt: Date | null;
  /** Holidays are known up to this year; later ones count as plain weekdays. */
  holidaysKnownTo: number;
}

export const FiguresQuery = z
  .strictObject({ from: Day, to: Day })
  .refine(({ from, to }) => from <= to && Date.parse(to) - Date.parse(from) <= 366 * 86_400_000, {
    message: "from must not be after to, at most a year",
  });
export type FiguresQuery = z.output<typeof FiguresQuery>;

export interface ResponseFigure {
  answers: number;
  /** Working time; null without answers. Exact to 2 %. */
  medianSeconds: number | null;
  p90Seconds: number | null;
  /** Answered before the member would have been told, 0 to 1. */
  inTime: number | null;
}

export interface ResponseFigures {
  total: ResponseFigure;
  members: (ResponseFigure & { userid: string; name: string; waiting: number })[];
  days: (ResponseFigure & { day: string })[];
}

export interface WaitingCount {
  waiting: number;
  /** Those whose member has been told. */
  late: number;
}
