import { z } from "zod";
import type { App } from "../../app";
import { parseExactJson } from "../../wecom";
import { type HeardConsent, recordConsents } from "./record-consents";

const LOOKS_LIKE_ONE = /"msgtype"\s*:\s*"(?:dis)?agree"/;
const Millis = z.coerce.number().positive();
const Id = z.string().min(1).max(64);
const Said = z.looseObject({
  msgtype: z.enum(["agree", "disagree"]),
  from: Id,
  tolist: z.array(z.string()).default([]),
  roomid: z.string().max(64).default(""),
  msgtime: Millis.optional(),
  agree: z.looseObject({ userid: Id.optional(), agree_time: Millis.optional() }).optional(),
  disagree: z.looseObject({ userid: Id.optional(), disagree_time: Millis.optional() }).optional(),
});

/** What customers said about being archived, as it stands among their messages. */
export async function noteConsentMessages(app: App, corpId: string, messages: string[]): Promise<void> {
  const heard = messages.filter((json) => LOOKS_LIKE_ONE.test(json)).flatMap(consentsIn);
  if (heard.length > 0) await recordConsents(app, corpId, heard);
}

function consentsIn(json: string): HeardConsent[] {
  const said = Said.safeParse(parseExactJson(json)).data;
  if (!said) return []; // stored as it came; nothing we could act on
  const agreed = said.msgtype === "agree";
  const at = (agreed ? said.agree?.agree_time : said.disagree?.disagree_time) ?? said.msgtime;
  const base = {
    externalUserid: (agreed ? said.agree?.userid : said.disagree?.userid) ?? said.from,
    status: agreed ? "Agree" : "Disagree",
    changedAt: at ? new Date(at) : null,
    heardFrom: "message" as const,
    checkedAt: null,
  };
  if (said.roomid) return [{ ...base, party: said.roomid, kind: "room" }];
  return said.tolist
    .filter((party) => Id.safeParse(party).success)
    .map((party) => ({ ...base, party, kind: "member" as const }));
}
