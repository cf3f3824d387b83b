import type { Pool, PoolConnection } from "mysql2/promise";
import {
  CORP,
  customerName,
  DEPARTMENTS,
  departmentOf,
  END,
  MEMBERS,
  type MessagePlan,
  memberName,
  TAGS,
  tagId,
  userid,
  VERSION,
  type World,
} from "./world";

const ROWS = 5_000;

/**
 * Fills a migrated database with a world of so many messages. Progress is committed with each batch: an interrupted run is
 * taken up where it stopped, a finished one is used again.
 */
export async function seedWorld(db: Pool, world: World, say: (line: string) => void): Promise<void> {
  await db.query(
    "CREATE TABLE IF NOT EXISTS bench_seed (version int PRIMARY KEY, messages bigint NOT NULL, done bigint NOT NULL)",
  );
  const [found] = await db.query("SELECT messages, done FROM bench_seed WHERE version = ?", [VERSION]);
  let done = Number((found as { done: number }[])[0]?.done ?? 0);
  if (done === 0) {
    await seedPeople(db, world);
    await db.query("INSERT INTO bench_seed VALUES (?, ?, 0) ON DUPLICATE KEY UPDATE done = 0", [
      VERSION,
      world.messages,
    ]);
  }
  const startedAt = performance.now();
  const before = done;
  while (done < world.messages) {
    const plans = Array.from({ length: Math.min(ROWS, world.messages - done) }, (_, i) => world.message(done + i + 1));
    await inTransaction(db, async (connection) => {
      await insertMessages(connection, plans);
      await connection.query("UPDATE bench_seed SET done = ? WHERE version = ?", [done + plans.length, VERSION]);
    });
    done += plans.length;
    if (done % 250_000 === 0) {
      const perSecond = Math.round(((done - before) / (performance.now() - startedAt)) * 1_000);
      say(`search: ${done} of ${world.messages} messages written, ${perSecond} a second`);
    }
  }
}

async function inTransaction(db: Pool, work: (connection: PoolConnection) => Promise<void>): Promise<void> {
  const connection = await db.getConnection();
  try {
    await connection.beginTransaction();
    await work(connection);
    await connection.commit();
  } catch (error) {
    await connection.rollback();
    throw error;
  } finally {
    connection.release();
  }
}

function insertMessages(connection: PoolConnection, plans: MessagePlan[]): Promise<unknown> {
  return connection.query(
    `INSERT INTO messages (id, corp_id, msgid, thread_id, seq, sent_at, sender_kind, sender_id, msgtype, text, content) VALUES ?`,
    [
      plans.map((plan) => [
        plan.n,
        CORP,
        plan.msgid,
        plan.thread.n,
        plan.n,
        plan.at,
        plan.senderKind,
        plan.senderId,
        plan.msgtype,
        plan.text,
        null,
      ]),
    ],
  );
}

/** Members, customers and conversations; also after a run that stopped in the middle of them. */
async function seedPeople(db: Pool, world: World): Promise<void> {
  const now = new Date(END);
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
  for (const table of [
    "members",
    "departments",
    "corp_tags",
    "external_contacts",
    "follow_relations",
    "relation_tags",
    "threads",
    "thread_participants",
  ]) {
    await db.query("DELETE FROM ?? WHERE corp_id = ?", [table, CORP]);
  }
  await db.query(
    "INSERT INTO members (corp_id, userid, name, status, departments, leader_of, contact_enabled, synced_at) VALUES ?",
    [
      numbers(MEMBERS).map((n) => [
        CORP,
        userid(n),
        memberName(n),
        "active",
        JSON.stringify([departmentOf(n)]),
        n < DEPARTMENTS ? JSON.stringify([departmentOf(n)]) : "[]",
        1,
        now,
      ]),
    ],
  );
  await db.query("INSERT INTO departments (corp_id, department_id, parent_id, name, synced_at) VALUES ?", [
    numbers(DEPARTMENTS).map((n) => [CORP, departmentOf(n), 1, `销售${n + 1}部`, now]),
  ]);
  for (let start = 0; start < world.threads; start += ROWS) {
    const threads = numbers(Math.min(ROWS, world.threads - start)).map((i) => world.thread(start + i + 1));
    await db.query("INSERT INTO external_contacts (corp_id, external_userid, name, last_activity_at) VALUES ?", [
      threads.flatMap((t) => (t.kind === "single" ? [[CORP, t.externalUserids[0], customerName(t.n), now]] : [])),
    ]);
    const relations = threads.filter((t) => t.kind === "single");
    await db.query(
      "INSERT INTO follow_relations (corp_id, external_userid, userid, status, remark_mobiles, personal_tags, followed_at) VALUES ?",
      [relations.map((t) => [CORP, t.externalUserids[0], t.userids[0], "full", "[]", "[]", now])],
    );
    await db.query("INSERT INTO relation_tags (corp_id, external_userid, userid, tag_id) VALUES ?", [
      relations.flatMap((t) => (t.n % 3 === 0 ? [[CORP, t.externalUserids[0], t.userids[0], tagId(t.n / 3)]] : [])),
    ]);
    await db.query(
      "INSERT INTO threads (id, corp_id, thread_key, kind, userid, external_userid, chat_id, last_sent_at) VALUES ?",
      [
        threads.map((t) =>
          t.kind === "single"
            ? [
                t.n,
                CORP,
                `single:${t.userids[0]}:${t.externalUserids[0]}`,
                t.kind,
                t.userids[0],
                t.externalUserids[0],
                null,
                now,
              ]
            : [t.n, CORP, `room:wrBench${t.n}`, t.kind, null, null, `wrBench${t.n}`, now],
        ),
      ],
    );
    await db.query("INSERT INTO thread_participants (corp_id, thread_id, userid, external_userid, room) VALUES ?", [
      threads.flatMap((t) => [
        ...t.userids.map((id) => [CORP, t.n, id, "", Number(t.kind !== "single")]),
        ...t.externalUserids.map((id) => [CORP, t.n, "", id, Number(t.kind !== "single")]),
      ]),
    ]);
  }
}

export const seededTags = TAGS;
