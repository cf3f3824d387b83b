import { batchGetByUser, WecomError } from "../wecom";
import { ContactSyncMember, type MemberTally } from "./contact-sync-member.entity";
import { countDifferences, type Difference, sumDifferences } from "./differences";
import { endUnseen } from "./end-unseen";
import { pairKey } from "./news";
import { readingOfBatchRow } from "./reading";
import { storeReadings } from "./store-readings";
import { type MemberProgress, patiently, type SyncContext } from "./sync-context";

/** WeCom answers large corps slowly and takes a few calls at once; more than this may meet 45033. */
const AT_ONCE = 3;
const PAGES_PER_SAVE = 10;
const ROWS_PER_INSERT = 500;
/** The cursor is no longer known. @see https://developer.work.weixin.qq.com/document/path/90313 */
const INVALID_CURSORS = new Set([50100, 60268, 701105]);
/** This member is not, or no longer, one whose customers we may see: nothing is concluded about them. */
const UNREADABLE = new Set([
  40003, 40031, 46004, 48011, 60011, 60021, 60111, 81013, 84074, 84083, 84084, 92000, 701008,
]);

const NOTHING: MemberTally = { relations: 0, found: 0, ended: 0, differences: {} };

/**
 * All customers of all followers, one follower at a time so that one who cannot be read does not hide the others. Each
 * page is committed with the cursor behind it: whoever goes on reads neither finished followers nor finished pages again.
 */
export async function syncCustomers(context: SyncContext): Promise<void> {
  const { run } = context;
  const before = run.position.before ?? { counts: run.counts, differences: run.differences };
  await context.save({ position: { ...run.position, before } });
  const members = await openMembers(context);
  const waiting = members.filter(isOpen);
  let pages = 0;
  const count = () => {
    const sum = (name: "relations" | "found" | "ended") =>
      members.reduce((total, member) => total + member.tally[name], before.counts[name]);
    run.counts = { ...before.counts, relations: sum("relations"), found: sum("found"), ended: sum("ended") };
  };
  const save = async () => {
    count();
    const differences = sumDifferences([before.differences, ...members.map((member) => member.tally.differences)]);
    await context.save({ counts: run.counts, differences });
  };
  const show = () => {
    count();
    const done = members.filter((member) => !isOpen(member)).length;
    context.progress({ members: { done, all: members.length } });
  };
  const afterPage = async () => {
    pages += 1;
    if (pages % PAGES_PER_SAVE === 0) await save();
    else show();
  };
  // One lane fails, all stop: what they have read is stored, and the run goes on from there.
  let failed = false;
  const lane = async () => {
    for (let member = waiting.shift(); member && !failed; member = waiting.shift()) {
      try {
        await readMember(context, member, afterPage);
      } catch (error) {
        failed = true;
        throw error;
      }
      show();
    }
  };
  show();
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
  await save();
  const broken = lanes.find((result) => result.status === "rejected");
  if (broken) throw broken.reason;
}

const isOpen = ({ status }: MemberProgress) => status === "waiting" || status === "read";

/** The followers of this run with how far each is; written down when the phase begins. */
async function openMembers(context: SyncContext): Promise<MemberProgress[]> {
  const { app, run, dryRun } = context;
  const { followers } = run.position;
  if (dryRun || run.id === null)
    return followers.map((userid) => ({ userid, status: "waiting", cursor: null, tally: NOTHING, seen: new Set() }));
  for (let from = 0; from < followers.length; from += ROWS_PER_INSERT) {
    const rows = followers
      .slice(from, from + ROWS_PER_INSERT)
      .map((userid) => [run.corpId, run.id, userid, "waiting", JSON.stringify(NOTHING)]);
    await app.db.query(
      `INSERT INTO contact_sync_members (corp_id, run_id, userid, status, tally) VALUES ?
       ON DUPLICATE KEY UPDATE userid = contact_sync_members.userid`,
      [rows],
    );
  }
  const rows = await app.db
    .getRepository(ContactSyncMember)
    .find({ where: { corpId: run.corpId, runId: run.id }, order: { id: "ASC" } });
  return rows.map(({ userid, status, cursor, tally }) => ({ userid, status, cursor, tally, seen: null }));
}

async function readMember(context: SyncContext, member: MemberProgress, afterPage: () => Promise<void>): Promise<void> {
  const { app } = context;
  while (member.status === "waiting") {
    await context.alive();
    const readAt = app.now();
    let page: Awaited<ReturnType<typeof batchGetByUser>>;
    try {
      page = await patiently(context, () =>
        batchGetByUser(app.wecom, { userids: [member.userid], cursor: member.cursor ?? undefined }),
      );
    } catch (error) {
      if (!(error instanceof WecomError)) throw error;
      if (INVALID_CURSORS.has(error.errcode) && member.cursor !== null) {
        // What was found stays so: a second reading finds nothing new in it.
        Object.assign(member, { cursor: null, tally: { ...member.tally, relations: 0 } });
        continue;
      }
      if (!UNREADABLE.has(error.errcode)) throw error;
      return finish(context, member, "unreadable", [
        { kind: "member.unreadable", userid: member.userid, errcode: error.errcode },
      ]);
    }
    await storePage(context, member, page, readAt);
    await afterPage();
  }
  const unseen = await endUnseen(context, member);
  if (unseen === "unreadable") return finish(context, member, "unreadable", []);
  member.tally = { ...member.tally, ended: member.tally.ended + unseen.length };
  await finish(context, member, "done", unseen);
}

async function storePage(
  context: SyncContext,
  member: MemberProgress,
  page: Awaited<ReturnType<typeof batchGetByUser>>,
  readAt: Date,
): Promise<void> {
  const { app, run, since } = context;
  const readings = page.rows.map((row) => readingOfBatchRow(row.contact, row.follow));
  const cursor = page.nextCursor || null;
  const status = cursor === null ? "read" : "waiting";
  const options = { corpId: run.corpId, readAt, newsSince: since };
  const added = (found: number, differences: Difference[]): MemberTally => ({
    relations: member.tally.relations + readings.length,
    found: member.tally.found + found,
    ended: member.tally.ended,
    differences: countDifferences(member.tally.differences, differences),
  });
  if (context.dryRun || run.id === null) {
    const outcome = await storeReadings(app, app.db.manager, readings, { ...options, dryRun: true });
    for (const reading of readings) member.seen?.add(pairKey(reading.contact.external_userid, reading.userid));
    await context.keepExamples(app.db.manager, outcome.differences);
    Object.assign(member, { status, cursor, tally: added(outcome.found, outcome.differences) });
    return;
  }
  const syncRunId = run.id;
  const tally = await app.work.transaction(async (tx) => {
    const outcome = await storeReadings(app, tx, readings, { ...options, syncRunId });
    await context.keepExamples(tx, outcome.differences);
    const counted = added(outcome.found, outcome.differences);
    await tx.update(ContactSyncMember, { runId: syncRunId, userid: member.userid }, { status, cursor, tally: counted });
    return counted;
  });
  Object.assign(member, { status, cursor, tally });
}

async function finish(
  context: SyncContext,
  member: MemberProgress,
  status: ContactSyncMember["status"],
  differences: Difference[],
): Promise<void> {
  const { app, run } = context;
  const tally = { ...member.tally, differences: countDifferences(member.tally.differences, differences) };
  await context.keepExamples(app.db.manager, differences);
  if (!context.dryRun && run.id !== null)
    await app.db
      .getRepository(ContactSyncMember)
      .update({ runId: run.id, userid: member.userid }, { status, cursor: null, tally });
  Object.assign(member, { status, cursor: null, tally, seen: null });
}
