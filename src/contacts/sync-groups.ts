import { listGroupChats, WecomError } from "../wecom";
import { CustomerGroup } from "./customer-group.entity";
import { refreshGroup } from "./store-group";
import type { SyncContext } from "./sync-context";

const OWNERS_PER_CALL = 100;
const AT_ONCE = 3;

/** All groups of all followers, then those of ours that WeCom did not list. Groups done before an interruption are skipped. */
export async function syncGroups(context: SyncContext): Promise<void> {
  const { run } = context;
  const { followers } = run.position;
  for (let start = 0; start < followers.length; start += OWNERS_PER_CALL) {
    const owners = followers.slice(start, start + OWNERS_PER_CALL);
    for (let cursor: string | undefined; ; ) {
      await context.alive();
      const page = await listGroupChats(context.app.wecom, { owners, cursor });
      await refreshAll(context, page.chatIds);
      cursor = page.nextCursor;
      if (!cursor) break;
    }
  }
  await refreshAll(context, await unlisted(context));
}

async function refreshAll(context: SyncContext, chatIds: string[]): Promise<void> {
  const { app, run } = context;
  if (chatIds.length === 0) return;
  const done: { chat_id: string }[] = await app.db.query(
    "SELECT chat_id FROM customer_groups WHERE corp_id = ? AND sync_run_id = ? AND chat_id IN (?)",
    [run.corpId, run.id, chatIds],
  );
  const skip = new Set(done.map((row) => row.chat_id));
  const waiting = chatIds.filter((chatId) => !skip.has(chatId));
  let refreshed = 0;
  const work = async () => {
    for (let chatId = waiting.shift(); chatId; chatId = waiting.shift()) {
      if (await refreshOne(context, chatId)) refreshed += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await context.save({ counts: { ...run.counts, groups: run.counts.groups + refreshed } });
}

/** One group that cannot be read (its owner left the visible range) must not end the sync. */
async function refreshOne({ app, run }: SyncContext, chatId: string): Promise<boolean> {
  try {
    await refreshGroup(app, { corpId: run.corpId, chatId }, { change: null, syncRunId: run.id });
    return true;
  } catch (error) {
    if (!(error instanceof WecomError) || !["rejected", "relation_gone"].includes(error.verdict)) throw error;
    app.log.warn({ corpId: run.corpId, chatId, errcode: error.errcode }, "group cannot be read");
    return false;
  }
}

async function unlisted({ app, run }: SyncContext): Promise<string[]> {
  const groups = await app.db
    .getRepository(CustomerGroup)
    .createQueryBuilder("g")
    .select("g.chatId", "chatId")
    .where("g.corpId = :corpId AND g.status = 'active' AND (g.syncRunId IS NULL OR g.syncRunId <> :runId)", {
      corpId: run.corpId,
      runId: run.id,
    })
    .getRawMany<{ chatId: string }>();
  return groups.map((group) => group.chatId);
}
