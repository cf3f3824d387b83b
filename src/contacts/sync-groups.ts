import { listGroupChats } from "../wecom";
import { CustomerGroup } from "./customer-group.entity";
import { countDifferences, type Difference } from "./differences";
import { refreshGroup } from "./store-group";
import { patiently, type SyncContext } from "./sync-context";

const OWNERS_PER_CALL = 100;
const AT_ONCE = 3;

/** All groups of all followers, then those of ours that WeCom did not list. Groups done before an interruption are skipped. */
export async function syncGroups(context: SyncContext): Promise<void> {
  const { app, run } = context;
  const { followers } = run.position;
  const listed = new Set<string>();
  for (let start = 0; start < followers.length; start += OWNERS_PER_CALL) {
    const owners = followers.slice(start, start + OWNERS_PER_CALL);
    for (let cursor: string | undefined; ; ) {
      await context.alive();
      const page = await patiently(context, () => listGroupChats(app.wecom, { owners, cursor }));
      await refreshAll(context, page.chatIds);
      for (const chatId of page.chatIds) listed.add(chatId);
      cursor = page.nextCursor;
      if (!cursor) break;
    }
  }
  const ours = await app.db
    .getRepository(CustomerGroup)
    .find({ select: { chatId: true }, where: { corpId: run.corpId, status: "active" } });
  await refreshAll(
    context,
    ours.map((group) => group.chatId).filter((chatId) => !listed.has(chatId)),
  );
}

async function refreshAll(context: SyncContext, chatIds: string[]): Promise<void> {
  const waiting = await unread(context, chatIds);
  const differences: Difference[] = [];
  let refreshed = 0;
  const lane = async () => {
    for (let chatId = waiting.shift(); chatId !== undefined; chatId = waiting.shift()) {
      await context.alive();
      const found = await refreshOne(context, chatId);
      differences.push(...found);
      if (!found.some((difference) => difference.kind === "group.unreadable")) refreshed += 1;
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
  const { run } = context;
  await context.keepExamples(context.app.db.manager, differences);
  await context.save({
    counts: { ...run.counts, groups: run.counts.groups + refreshed },
    differences: countDifferences(run.differences, differences),
  });
  const broken = lanes.find((result) => result.status === "rejected");
  if (broken) throw broken.reason;
}

async function unread({ app, run, dryRun }: SyncContext, chatIds: string[]): Promise<string[]> {
  if (dryRun || run.id === null || chatIds.length === 0) return [...chatIds];
  const done: { chat_id: string }[] = await app.db.query(
    "SELECT chat_id FROM customer_groups WHERE corp_id = ? AND sync_run_id = ? AND chat_id IN (?)",
    [run.corpId, run.id, chatIds],
  );
  const skip = new Set(done.map((row) => row.chat_id));
  return chatIds.filter((chatId) => !skip.has(chatId));
}

function refreshOne(context: SyncContext, chatId: string): Promise<Difference[]> {
  const { app, run, dryRun } = context;
  const key = { corpId: run.corpId, chatId };
  return patiently(context, () =>
    refreshGroup(app, key, { change: null, dryRun, ...(run.id !== null && !dryRun && { syncRunId: run.id }) }),
  );
}
