import type { App } from "../app";
import { notifyMember } from "../outreach";
import { memberNames } from "../staff";
import type { TransferOrder } from "./transfer-order.entity";

/** Tells the taker once per order what is coming, in the app: a customer who is handed over should hear from them soon. */
export async function tellTaker(app: App, order: TransferOrder): Promise<void> {
  const { corpId, id, handoverUserid, takeoverUserid } = order;
  const [counts]: { customers: string | null; chats: string | null }[] = await app.db.query(
    `SELECT SUM(subject = 'customer') AS customers, SUM(subject = 'group') AS chats FROM transfers
     WHERE corp_id = ? AND order_id = ? AND state IN ('started', 'done')`,
    [corpId, id],
  );
  const customers = Number(counts?.customers ?? 0);
  const chats = Number(counts?.chats ?? 0);
  if (customers + chats === 0) return;
  const names = await memberNames(app, corpId, [handoverUserid]);
  const giver = names.get(handoverUserid) ?? handoverUserid;
  const what = [customers > 0 && `${customers} 位客户`, chats > 0 && `${chats} 个群`].filter(Boolean).join("、");
  const lines = [
    customers > 0 && "客户 24 小时内可以拒绝，没有拒绝就自动成为您的客户。生效后请尽快打个招呼。",
    chats > 0 && "群主已经换成您。",
  ];
  await app.work.transaction((tx) =>
    notifyMember(app, tx, {
      corpId,
      userid: takeoverUserid,
      key: `transfer:${id}`,
      body: {
        msgtype: "textcard",
        textcard: {
          title: `${giver}的 ${what}转接给您`,
          description: lines.filter(Boolean).join(""),
          url: `${app.config.publicUrl}/transfers?tab=progress`,
          btntxt: "查看",
        },
      },
    }),
  );
}
