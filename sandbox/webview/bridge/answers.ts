import { z } from "zod";

/** What the bridge hands to the SDK's callback. `err_msg` is "name:ok" or "name:reason"; the SDK rejects everything but ok. */
export interface Answer {
  err_msg: string;
  err_code?: number;
  [field: string]: unknown;
}

/** What the client shows besides the answer: it travels to the sandbox page, or to an overlay when there is none. */
export type Effect =
  | { type: "openChat"; peer?: string; chatId?: string; member?: string; name: string }
  | { type: "profile"; userid: string; name: string; external: boolean }
  | { type: "preview"; urls: string[]; name: string; current: string }
  | { type: "openUrl"; url: string }
  | { type: "copy"; text: string }
  | { type: "close" }
  | { type: "toast"; text: string };

/** A native dialog that the person must answer before the call goes on. */
export interface Question {
  kind: "createGroup" | "massSend" | "selectContacts" | "moments" | "payment";
  title: string;
  ok: string;
  lines: { label: string; text: string }[];
  options?: { id: string; label: string }[];
}

export const Decision = z.object({ confirmed: z.boolean(), selected: z.array(z.string()).max(20_000).optional() });
export type Decision = z.infer<typeof Decision>;

export type Outcome = { answer: Answer; effect?: Effect } | { question: Question };

/** A call that ends in anything but ok. */
export class Refusal extends Error {
  constructor(
    readonly reason: string,
    readonly errCode?: number,
  ) {
    super(reason);
  }
}

export const ok = (name: string, fields: Record<string, unknown> = {}): Answer => ({
  ...fields,
  err_msg: `${name}:ok`,
});
export const refuse = (name: string, reason: string, errCode?: number): Answer =>
  errCode === undefined ? { err_msg: `${name}:${reason}` } : { err_msg: `${name}:${reason}`, err_code: errCode };
