import { DateTime } from "luxon";
import type { App } from "../app";
import { verifyAuditChain } from "../staff";
import type { Command } from "./commands";
import { print, withApp } from "./with-app";

/** A statement that must always hold on live data. `count` finds the rows against it. */
interface Invariant {
  name: string;
  /** What it means when it does not hold. */
  broken: string;
  count(app: App, corpId: string): Promise<number>;
}

const LATE_MINUTES = 10;
/** Business time; WeCom may be away for a while, and then nothing can be asked. */
const HANGING_MINUTES = 60;

/** Counts with one query whose parameters are named; every row it counts is a broken promise. */
function rows(sql: string): Invariant["count"] {
  return async (app, corpId) => {
    const values: Record<string, unknown> = {
      corpId,
      late: new Date(Date.now() - LATE_MINUTES * 60_000),
      hanging: new Date(app.now().getTime() - HANGING_MINUTES * 60_000),
      zoneMinutes: DateTime.fromJSDate(app.now()).setZone(app.config.timeZone).offset,
      dailyCap: app.config.care.dailyCap,
    };
    const params: unknown[] = [];
    const query = sql.replace(/:(\w+)/g, (_, name: string) => {
      params.push(values[name]);
      return "?";
    });
    const answer: { n: string }[] = await app.db.query(query, params);
    return Number(answer[0]?.n ?? 0);
  };
}

/** Notices that a member changed companies are no messages. Which rows are, their words say, and these may be sealed. */
async function unfiledRows(app: App, corpId: string): Promise<number> {
  const found: { msgid: string; plaintext: string }[] = await app.db.query(
    `SELECT r.msgid, r.plaintext FROM archive_rows r LEFT JOIN messages m ON m.corp_id = r.corp_id AND m.msgid = r.msgid
     WHERE r.corp_id = ? AND r.state = 'stored' AND m.id IS NULL
       AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.corp_id = ? AND o.event = 'messages.archived'
                       AND o.status IN ('pending', 'running', 'dead'))
     LIMIT 10000`,
    [corpId, corpId],
  );
  const said = found.map(({ msgid, plaintext }) =>
    app.content.open(plaintext, { column: "archive_rows.plaintext", corpId, row: msgid }),
  );
  return said.filter((json) => !/"action": ?"switch"/.test(json)).length;
}

const invariants: Invariant[] = [
  {
    name: "work is carried out",
    broken: `due rows of the outbox untouched for ${LATE_MINUTES} minutes: no scheduler or no worker runs`,
    count: rows(
      "SELECT COUNT(*) AS n FROM outbox WHERE corp_id = :corpId AND status IN ('pending', 'running') AND due_at < :late",
    ),
  },
  {
    name: "committed callbacks are dispatched",
    broken: "callbacks were stored and never dispatched, and no work row waits for them",
    count: rows(
      `SELECT COUNT(*) AS n FROM callback_events c WHERE c.corp_id = :corpId AND c.state = 'received' AND c.received_at < :late
       AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.corp_id = c.corp_id AND o.event = 'callback.received'
                       AND o.status IN ('pending', 'running', 'dead'))`,
    ),
  },
  {
    name: "the archive's cursor and rows agree",
    broken: "rows were stored beyond the cursor",
    count: rows(
      `SELECT COUNT(*) AS n FROM archive_rows r WHERE r.corp_id = :corpId AND r.state IN ('stored', 'parked')
       AND r.seq > COALESCE((SELECT c.seq FROM archive_cursors c WHERE c.corp_id = :corpId), 0)`,
    ),
  },
  {
    name: "no customer got more care in a day than the cap",
    broken: "customers were sent more touches on one day than CARE_DAILY_CAP",
    count: rows(
      `SELECT COUNT(*) AS n FROM (SELECT external_userid FROM touches WHERE corp_id = :corpId AND status = 'sent' AND kind <> 'service'
       GROUP BY external_userid, DATE(sent_at + INTERVAL :zoneMinutes MINUTE) HAVING COUNT(*) > :dailyCap) AS over_cap`,
    ),
  },
  {
    name: "nobody got the same thing twice",
    broken: "customers were sent one article, or whatever a touch is about, more than once",
    count: rows(
      `SELECT COUNT(*) AS n FROM (SELECT 1 FROM touches WHERE corp_id = :corpId AND status = 'sent' AND subject IS NOT NULL
       GROUP BY external_userid, subject HAVING COUNT(*) > 1) AS doubled`,
    ),
  },
  {
    name: "no send hangs between us and WeCom",
    broken: `touches claimed or unknown for ${HANGING_MINUTES} minutes, or waiting for a task that has ended`,
    count: rows(
      `SELECT COUNT(*) AS n FROM touches t LEFT JOIN mass_send_tasks m ON m.id = t.task_id
       WHERE t.corp_id = :corpId AND ((t.status IN ('claimed', 'unknown') AND t.claimed_at < :hanging)
         OR (t.status IN ('task_created', 'awaiting_member') AND (m.id IS NULL OR m.status IN ('closed', 'refused'))))`,
    ),
  },
  {
    name: "every archived message is in a conversation",
    broken: "rows of the archive are decrypted, and no message and no work row stands for them",
    count: unfiledRows,
  },
  {
    name: "a sent touch was read back from WeCom",
    broken: "touches are 'sent' without a time or a task",
    count: rows(
      "SELECT COUNT(*) AS n FROM touches WHERE corp_id = :corpId AND status = 'sent' AND (sent_at IS NULL OR task_id IS NULL)",
    ),
  },
  {
    name: "each relation stands once",
    broken: "a member and a customer have several relations",
    count: rows(
      `SELECT COUNT(*) AS n FROM (SELECT 1 FROM follow_relations WHERE corp_id = :corpId
       GROUP BY external_userid, userid HAVING COUNT(*) > 1) AS doubled`,
    ),
  },
  {
    name: "the audit chain is whole",
    broken: "an entry was changed or removed",
    count: async (app, corpId) => ((await verifyAuditChain(app, corpId)) === null ? 0 : 1),
  },
];

/** Every invariant with the number of rows against it. */
export async function checkInvariants(app: App): Promise<{ name: string; broken: string; count: number }[]> {
  const results = [];
  for (const { name, broken, count } of invariants) {
    results.push({ name, broken, count: await count(app, app.config.wecom.corpId) });
  }
  return results;
}

export const verify: Command = {
  summary: "check the invariants on the live data; exit 1 when one is broken",
  run: () =>
    withApp(async (app) => {
      const results = await checkInvariants(app);
      for (const { name, broken, count } of results) {
        print(count === 0 ? `✓ ${name}` : `✗ ${name}: ${count} — ${broken}`);
      }
      return results.every(({ count }) => count === 0) ? 0 : 1;
    }),
};
