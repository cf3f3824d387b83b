import { DateTime } from "luxon";
import { In } from "typeorm";
import type { Actor, App } from "../app";
import { customerNames } from "../contacts";
import { type Thread, threadScopeSql } from "../conversations";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { memberNames } from "../staff";
import { buildSummary } from "./build-summary";
import type { ExtractedLine } from "./extract-lines";
import { type DaySummary, type DaySummaryRow, type LineKind, lineKinds, type SummaryLineView } from "./insights.schema";
import { ThreadSummary } from "./thread-summary.entity";

/** The day as it stands now: built at once when it is missing or has new messages. */
export async function daySummary(app: App, thread: Thread, day: string): Promise<DaySummary> {
  const { corpId } = thread;
  const known = await app.db.getRepository(ThreadSummary).findOneBy({ corpId, threadId: thread.id, day });
  const fresh = known?.builtAt && !known.dueAt;
  const summary = fresh ? known : await buildSummary(app, { corpId, threadId: thread.id, day });
  const names = await speakerNames(app, corpId, [{ userid: thread.userid, lines: summary.lines }]);
  return {
    threadId: thread.id,
    day,
    messages: summary.messages,
    lines: present(summary, names, thread.userid),
    latestDay: thread.lastSentAt
      ? DateTime.fromJSDate(thread.lastSentAt).setZone(app.config.timeZone).toISODate()
      : null,
    generatedBy: "extract",
    builtAt: (summary.builtAt ?? app.now()).toISOString(),
  };
}

/** Conversations of that day with something to say, those of members in the actor's scope. */
export async function summariesOfDay(
  app: App,
  actor: Actor,
  query: { day: string; cursor?: string | undefined; limit: number },
): Promise<Page<DaySummaryRow>> {
  const scope = threadScopeSql(actor, "t");
  const after = query.cursor ? String(decodeCursor(query.cursor)[0]) : "0";
  const rows: { id: string; thread_id: string; userid: string | null; external_userid: string | null }[] =
    await app.db.query(
      `SELECT s.id, s.thread_id, t.userid, t.external_userid FROM thread_summaries s
     JOIN threads t ON t.id = s.thread_id AND t.corp_id = s.corp_id
     WHERE s.corp_id = ? AND s.day = ? AND s.id > ? AND JSON_LENGTH(s.\`lines\`) > 0 AND ${scope.sql}
     ORDER BY s.id LIMIT ?`,
      [actor.corpId, query.day, after, ...scope.params, query.limit + 1],
    );
  const page = toPage(rows, query.limit, (row) => [row.id]);
  const ids = page.data.map((row) => row.id);
  const summaries = ids.length > 0 ? await app.db.getRepository(ThreadSummary).findBy({ id: In(ids) }) : [];
  const byId = new Map(summaries.map((summary) => [summary.id, summary]));
  const names = await speakerNames(
    app,
    actor.corpId,
    page.data.map(({ id, userid, external_userid }) => ({
      userid,
      externalUserid: external_userid,
      lines: byId.get(id)?.lines ?? [],
    })),
  );
  return {
    ...page,
    data: page.data.flatMap((row) => {
      const summary = byId.get(row.id);
      if (!summary) return [];
      const lines = present(summary, names, row.userid);
      const counts: Partial<Record<LineKind, number>> = {};
      for (const line of lines) counts[line.kind] = (counts[line.kind] ?? 0) + 1;
      return [
        {
          threadId: row.thread_id,
          title: row.external_userid ? names.customer(row.external_userid, row.userid) : "客户群",
          memberName: row.userid ? names.member(row.userid) : "",
          messages: summary.messages,
          counts,
          first: lines[0] ?? null,
        },
      ];
    }),
  };
}

interface Names {
  /** As the thread's member calls the customer; no member is one in a group. */
  customer(id: string, userid: string | null): string;
  member(id: string): string;
}

function present(summary: ThreadSummary, names: Names, userid: string | null): SummaryLineView[] {
  const order = (line: ExtractedLine) => lineKinds.indexOf(line.kind);
  return summary.lines
    .map((line, index) => ({ line, index }))
    .filter(({ line }) => line.messageIds.length > 0)
    .sort((a, b) => order(a.line) - order(b.line) || a.index - b.index)
    .map(({ line, index }) => ({
      id: `${summary.id}-${index}`,
      kind: line.kind,
      text: line.text,
      speaker: line.speaker,
      speakerName: line.speaker === "customer" ? names.customer(line.speakerId, userid) : names.member(line.speakerId),
      messageIds: line.messageIds,
      answered: line.answered,
      dueDay: line.dueDay,
    }));
}

interface Spoken {
  userid: string | null;
  externalUserid?: string | null;
  lines: ExtractedLine[];
}

async function speakerNames(app: App, corpId: string, threads: Spoken[]): Promise<Names> {
  const idsOf = (lines: ExtractedLine[], speaker: ExtractedLine["speaker"]) =>
    lines.filter((line) => line.speaker === speaker).map((line) => line.speakerId);
  const pairs = threads.flatMap(({ userid, externalUserid, lines }) =>
    [...idsOf(lines, "customer"), ...(externalUserid ? [externalUserid] : [])].map((id) => ({
      externalUserid: id,
      userid,
    })),
  );
  const userids = threads.flatMap(({ userid, lines }) => [...idsOf(lines, "member"), ...(userid ? [userid] : [])]);
  const [customer, members] = await Promise.all([customerNames(app, corpId, pairs), memberNames(app, corpId, userids)]);
  const lower = new Map([...members].map(([userid, name]) => [userid.toLowerCase(), name]));
  return {
    customer: (id, userid) => customer(id, userid) ?? "客户",
    member: (id) => lower.get(id.toLowerCase()) ?? id,
  };
}
