import type { TestApp } from "../harness";

/** 100,000 messages in a year and a half: one every eight minutes. */
export const MESSAGES = 100_000;
export const STEP_MS = 8 * 60_000;
export const START = Date.parse("2025-03-01T09:00:00+08:00");
export const END = START + MESSAGES * STEP_MS;

/** Writes what a customer and 林梅 said in years into their thread: `bulk0`, `bulk1` …, each with its number in its text. One statement that any MySQL understands. */
export async function fillThread({ app, corpId }: TestApp, threadId: string, customer: string): Promise<void> {
  const digits =
    "(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
  const n = "(a.d + b.d * 10 + c.d * 100 + e.d * 1000 + f.d * 10000)";
  const at = `TIMESTAMPADD(MICROSECOND, ${n} * ${STEP_MS} * 1000, ?)`;
  await app.db.query(
    `INSERT INTO messages (corp_id, msgid, thread_id, seq, sent_at, sender_kind, sender_id, msgtype, text)
     SELECT ?, CONCAT('bulk', ${n}), ?, ${n}, ${at}, IF(${n} % 3 = 0, 'customer', 'member'), IF(${n} % 3 = 0, ?, 'lin.mei'), 'text',
       CONCAT('第 ', ${n}, ' 条。', REPEAT('净水器的滤芯半年换一次比较好,', ${n} % 7))
     FROM ${digits} a, ${digits} b, ${digits} c, ${digits} e, ${digits} f`,
    [corpId, threadId, new Date(START), customer],
  );
}
