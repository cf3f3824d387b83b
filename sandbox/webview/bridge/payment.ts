import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Outcome, ok, Refusal } from "./answers";
import type { CallContext } from "./context";

const Payment = z.looseObject({
  /** 0 = shown in the chat, 1 = a code to scan */
  paymentType: z.union([z.literal(0), z.literal(1)]),
  totalFee: z.int().min(1).max(5_000_000),
  description: z.string().min(1),
});

/** Asks for money (对外收款). That a customer pays is another thing: the control action `pay.record`. */
export async function createExternalPayment({ name, params, decision }: CallContext): Promise<Outcome> {
  const payment = Payment.safeParse(params);
  if (!payment.success) throw new Refusal("fail_invalid parameter");
  const { totalFee, description } = payment.data;
  if (!decision) {
    const lines = [
      { label: "金额", text: `${(totalFee / 100).toFixed(2)} 元` },
      { label: "说明", text: description },
    ];
    return { question: { kind: "payment", title: "对外收款", ok: "发起收款", lines } };
  }
  if (!decision.confirmed) throw new Refusal("cancel");
  return { answer: ok(name, { paymentId: `pay${randomBytes(12).toString("hex")}` }) };
}
