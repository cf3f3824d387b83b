import { z } from "zod";
import { emitAppEvent, emitAppMessage, emitSystemEvent } from "../../callbacks/events";
import type { XmlField } from "../../callbacks/xml";
import { type App, mainApp } from "../../world/corp";
import { issueCode } from "../../world/credentials";
import { randomDigits, randomText } from "../../world/ids";
import { inboxOf, issueResponseCode } from "../../world/inbox";
import { Refusal } from "../../world/refusal";
import { presentMember } from "../../world/relate";
import { type Action, action } from "./action";

const createApp = action(z.strictObject({ callable: z.boolean().default(true) }), (world, { callable }) => {
  const { apps } = world.state.corp;
  const agentId = Math.max(...apps.map((app) => app.agentId)) + 1;
  const secret = randomText(43);
  apps.push({ agentId, name: `应用${apps.length + 1}`, secret, callable });
  return { agentId, appSecret: secret };
});

const oauthCode = action(
  z.strictObject({
    userid: z.string().optional(),
    externalUserid: z.string().optional(),
    privateInfo: z.boolean().optional(),
  }),
  (world, { userid, externalUserid, privateInfo = false }) => {
    if (userid !== undefined)
      return { code: issueCode(world, { userid: presentMember(world, userid).userid, privateInfo }) };
    return { code: issueCode(world, externalUserid === undefined ? {} : { externalUserid }) };
  },
);

const Selected = z.array(z.strictObject({ questionKey: z.string(), optionIds: z.array(z.string()) }));

/** A tap in the app's chat. For cards a ResponseCode comes along, which allows one change of that card. */
const appEvent = action(
  z.strictObject({
    userid: z.string(),
    event: z.string(),
    eventKey: z.string().optional(),
    taskId: z.string().optional(),
    cardType: z.string().optional(),
    responseCode: z.string().optional(),
    selected: Selected.optional(),
  }),
  (world, input) => {
    const { userid } = presentMember(world, input.userid);
    const isCard = input.event.startsWith("template_card");
    if (!isCard) {
      emitAppEvent(world, userid, input.event, [["EventKey", input.eventKey ?? ""]], null);
      return {};
    }
    const card = inboxOf(world, userid).findLast((row) => row.body.task_id === input.taskId);
    if (!card || input.taskId === undefined)
      throw new Refusal("card.unknown", `no card ${input.taskId} of ${userid}`, 404);
    const responseCode = input.responseCode ?? issueResponseCode(world, card.agentId, card.msgid, input.taskId);
    const fields: XmlField[] = [
      ["EventKey", input.eventKey ?? ""],
      ["TaskId", input.taskId],
      ["CardType", input.cardType ?? String(card.body.card_type ?? "")],
      ["ResponseCode", responseCode],
    ];
    if (input.selected) fields.push(["SelectedItems", { inside: input.selected.map(selectedItem) }]);
    emitAppEvent(world, userid, input.event, fields, input.taskId);
    return { responseCode };
  },
);

function selectedItem({ questionKey, optionIds }: { questionKey: string; optionIds: string[] }): XmlField {
  const options = optionIds.map((id): XmlField => ["OptionId", id]);
  return [
    "SelectedItem",
    {
      inside: [
        ["QuestionKey", questionKey],
        ["OptionIds", { inside: options }],
      ],
    },
  ];
}

const appMessage = action(z.strictObject({ userid: z.string(), text: z.string() }), (world, { userid, text }) => {
  const member = presentMember(world, userid);
  const msgid = randomDigits(19);
  emitAppMessage(world, member.userid, msgid, "text", [["Content", text]]);
  return { msgid };
});

const IDLE_EVENTS = [
  "inactive_alert",
  "close_inactive_agent",
  "reopen_inactive_agent",
  "low_active_alert",
  "low_active",
  "active_restored",
] as const;

const EFFECTS: Partial<Record<(typeof IDLE_EVENTS)[number], App["idle"] | null>> = {
  close_inactive_agent: "closed",
  reopen_inactive_agent: null,
  low_active: "low",
  active_restored: null,
};

/** WeCom warns of, and ends, the use of an app that nobody opens; with `effect` its calls are then refused. */
const idle = action(
  z.strictObject({ event: z.enum(IDLE_EVENTS), effectTime: z.int().optional(), effect: z.boolean().default(false) }),
  (world, { event, effectTime, effect }) => {
    const app = mainApp(world);
    const fields: XmlField[] = [["AgentID", app.agentId]];
    if (event.endsWith("_alert")) fields.push(["EffectTime", effectTime ?? world.now() + 7 * 86_400]);
    const becomes = EFFECTS[event];
    if (becomes === null) delete app.idle;
    else if (becomes && effect) app.idle = becomes;
    emitSystemEvent(world, event, fields);
    return {};
  },
);

export const appActions: Record<string, Action> = {
  "app.create": createApp,
  "app.event": appEvent,
  "app.message": appMessage,
  "app.idle": idle,
  "oauth.code": oauthCode,
};
