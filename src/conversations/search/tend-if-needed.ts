import type { App } from "../../app";
import { planMerge } from "./plan-merge";
import { GATHER_HOURS } from "./purge-removed";
import { readSegments } from "./segment-rows";
import { GRACE_SECONDS, tendIndex } from "./tend-index";
import { coderOf } from "./tokens";

/** A corp that is quiet costs two reads a round. */
export async function tendIfNeeded(app: App): Promise<void> {
  const { corpId } = app.config.wecom;
  const [found]: { waiting: unknown }[] = await app.db.query(
    `SELECT EXISTS (SELECT 1 FROM message_index_rebuilds WHERE corp_id = ?)
       OR EXISTS (SELECT 1 FROM message_index_segments WHERE corp_id = ? AND state IN ('dead', 'building')
                  AND changed_at < UTC_TIMESTAMP(3) - INTERVAL ? SECOND)
       OR EXISTS (SELECT 1 FROM message_index_removals WHERE corp_id = ?
                  AND removed_at <= UTC_TIMESTAMP(3) - INTERVAL ? HOUR)
       OR (SELECT COALESCE(SUM(LENGTH(docs)), 0) FROM message_index_backlog WHERE corp_id = ?) > ? AS waiting`,
    [corpId, corpId, GRACE_SECONDS, corpId, GATHER_HOURS, corpId, BACKLOG_BYTES],
  );
  const segments = await readSegments(app.db, corpId, "state = 'live'");
  const { keyId } = coderOf(app.content, corpId);
  const rekeyed = segments.some((segment) => segment.keyId !== keyId);
  if (Number(found?.waiting) === 1 || rekeyed || planMerge(segments) !== null)
    await tendIndex(app, corpId, { forMs: ROUND_MS });
}

/** A process that is told to stop should not finish a long rebuild first. */
const ROUND_MS = 5_000;
/** About what makes a segment: a lone message takes some ten bytes. */
const BACKLOG_BYTES = 640;
