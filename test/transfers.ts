import { ExternalContact, FollowRelation } from "../src/contacts";
import { syncMembers } from "../src/staff";
import { releaseDueTransfers } from "../src/transfers/release-due";
import { startTransfer } from "../src/transfers/start-transfer";
import { Transfer } from "../src/transfers/transfer.entity";
import { StartTransfer } from "../src/transfers/transfers.schema";
import { startCustomerTransfer } from "../src/wecom";
import { adminOf, buildTestApp, drainWork, moveClock, type TestApp } from "./harness";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** m1, m2 and m3 of the sandbox's empty corp, known here. */
export async function buildTransferTest(): Promise<TransferTest> {
  const test = await buildTestApp({ sandbox: true });
  await syncMembers(test.app, test.corpId);
  return new TransferTest(test);
}

export class TransferTest {
  constructor(readonly test: TestApp) {}

  get app() {
    return this.test.app;
  }

  get sandbox() {
    return this.test.sandbox;
  }

  admin = () => adminOf(this.test.corpId);

  /** A customer of this member, in WeCom and here. */
  async befriend(userid = "m1", externalUserid?: string): Promise<string> {
    const added = await this.sandbox.act<{ externalUserid: string }>("customer.add", {
      userid,
      name: "林小满",
      ...(externalUserid && { externalUserid }),
    });
    const pair = { corpId: this.test.corpId, externalUserid: added.externalUserid };
    const contacts = this.app.db.getRepository(ExternalContact);
    if (!(await contacts.existsBy(pair))) {
      await contacts.insert({ ...pair, name: "林小满", lastActivityAt: this.app.now() });
    }
    await this.app.db.getRepository(FollowRelation).insert({
      ...pair,
      userid,
      status: "full",
      remark: "小满",
      remarkMobiles: [],
      personalTags: [],
      followedAt: new Date(this.app.now().getTime() - DAY),
    });
    return added.externalUserid;
  }

  order(input: Partial<StartTransfer> & { externalUserids?: string[] }) {
    const request = StartTransfer.parse({ kind: "on_job", handoverUserid: "m1", takeoverUserid: "m2", ...input });
    return startTransfer(this.app, this.admin(), request);
  }

  /** Time passes, and what is due is done. */
  async pass(ms: number): Promise<void> {
    await moveClock(this.test, new Date(this.test.clock.now().getTime() + ms));
    await this.work();
  }

  async work(): Promise<void> {
    await releaseDueTransfers(this.app, this.test.corpId);
    await drainWork(this.app);
  }

  /** The newest transfer of this customer or group. */
  async transfer(subjectId: string): Promise<Transfer> {
    const [row] = await this.app.db
      .getRepository(Transfer)
      .find({ where: { corpId: this.test.corpId, subjectId }, order: { id: "DESC" }, take: 1 });
    return row!;
  }

  async tagged(externalUserid: string, userid: string): Promise<string[]> {
    const rows: { tag_id: string }[] = await this.app.db.query(
      "SELECT tag_id FROM relation_tags WHERE corp_id = ? AND external_userid = ? AND userid = ?",
      [this.test.corpId, externalUserid, userid],
    );
    return rows.map((row) => row.tag_id);
  }

  /** The status of each relation of this customer, as we have it. */
  async relations(externalUserid: string): Promise<Record<string, string>> {
    const rows = await this.app.db.getRepository(FollowRelation).findBy({ corpId: this.test.corpId, externalUserid });
    return Object.fromEntries(rows.map((row) => [row.userid, row.status]));
  }

  /** An event about a customer, as `callbacks` hands it on. */
  async event(fields: { changeType: string; userid: string; externalUserid: string; [more: string]: unknown }) {
    const eventTime = Math.floor(this.test.clock.now().getTime() / 1_000);
    await this.app.work.transaction((tx) =>
      this.app.work.publish(tx, {
        corpId: this.test.corpId,
        name: "callback.relation",
        payload: { eventTime, ...fields },
      }),
    );
    await drainWork(this.app);
  }

  async groupEvent(chatId: string): Promise<void> {
    const eventTime = Math.floor(this.test.clock.now().getTime() / 1_000);
    const payload = { changeType: "update", updateDetail: "change_owner", chatId, eventTime, memberIds: [] };
    await this.app.work.transaction((tx) =>
      this.app.work.publish(tx, { corpId: this.test.corpId, name: "callback.group", payload }),
    );
    await drainWork(this.app);
  }

  /** A call that this house knows nothing of: by a process that died, or in WeCom's own console. */
  async startElsewhere(externalUserid: string, takeoverUserid: string): Promise<void> {
    const input = { kind: "on_job" as const, handoverUserid: "m1", takeoverUserid, externalUserids: [externalUserid] };
    await startCustomerTransfer(this.app.wecom, input);
  }

  async starts(externalUserid: string, path = "transfer_customer"): Promise<number> {
    const calls = await this.sandbox.calls(`/cgi-bin/externalcontact/${path}`);
    return calls.filter((call) => JSON.stringify(call.body).includes(externalUserid)).length;
  }

  fault(fault: { errcode?: number; cutAfterWork?: boolean; httpStatus?: number }, path = "transfer_customer") {
    return this.sandbox.control("PUT", "/faults", {
      api: [{ path: `/cgi-bin/externalcontact/${path}`, times: 1, ...fault }],
    });
  }
}
