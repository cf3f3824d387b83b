import { z } from "zod";

/** The number on the screen, so that nobody removes more than was shown. */
export const TurnOffRequest = z.strictObject({ confirmMarks: z.int().min(0) });

export interface BirthdayTagsView {
  state: "off" | "on" | "stopping";
  groupName: string;
  /** Customers whose birthday is known. */
  customers: number;
  /** Marks of ours on relations. */
  marks: number;
  changedBy: string | null;
  changedAt: string | null;
}
