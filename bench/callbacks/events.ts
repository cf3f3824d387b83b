import type { CallbackKeys } from "../../src/wecom";
import { sealCallback } from "../../src/wecom";

/**
 * What WeCom sends when much happens at once, as when colleagues tag or hand over thousands: of ten events eight edits, one
 * change of a group, one of a tag; one in `newCustomerEvery` is a new customer with a welcome code, whom the process greets
 * too, at the price of 20 to 30 other events.
 */
export function eventXml(corpId: string, n: number, unixSeconds: number, newCustomerEvery: number): string {
  const head = `<ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>${unixSeconds}</CreateTime><MsgType><![CDATA[event]]></MsgType>`;
  const cdata = (name: string, value: string) => `<${name}><![CDATA[${value}]]></${name}>`;
  const customer = cdata("UserID", `guwen${n % 500}`) + cdata("ExternalUserID", `wmqfasd1e1927831123109rBAAAA${n}`);
  const contact = (changeType: string, more = "") =>
    `<xml>${head}${cdata("Event", "change_external_contact")}${cdata("ChangeType", changeType)}${customer}${more}</xml>`;
  switch (n % 10) {
    case 3:
      return `<xml>${head}${cdata("Event", "change_external_chat")}${cdata("ChatId", `wrx7HUEAAA${n}`)}${cdata("ChangeType", "update")}${cdata("UpdateDetail", "add_member")}<JoinScene>1</JoinScene><QuitScene>0</QuitScene><MemChangeCnt>2</MemChangeCnt><MemChangeList>${cdata("Item", `wm${n}a`)}${cdata("Item", `wm${n}b`)}</MemChangeList>${cdata("LastMemVer", `v${n}`)}${cdata("CurMemVer", `v${n + 1}`)}</xml>`;
    case 7:
      return `<xml>${head}${cdata("Event", "change_external_tag")}${cdata("Id", `stx7HUEAAA${n}`)}${cdata("TagType", "tag")}${cdata("ChangeType", "update")}</xml>`;
    default:
      return n % newCustomerEvery === 0
        ? contact("add_external_contact", cdata("State", "store12") + cdata("WelcomeCode", `WELCOMECODE${n}`))
        : contact("edit_external_contact");
  }
}

/** The whole request as it goes over the wire, so that sending costs the sender nothing. */
export function sealedRequest(keys: CallbackKeys, host: string, n: number, newCustomerEvery: number): Buffer {
  const now = Math.floor(Date.now() / 1_000);
  const { timestamp, nonce, encrypted, signature } = sealCallback(
    keys,
    eventXml(keys.corpId, n, now, newCustomerEvery),
    now,
  );
  const body = `<xml><ToUserName><![CDATA[${keys.corpId}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt><AgentID><![CDATA[1000002]]></AgentID></xml>`;
  return Buffer.from(
    `POST /wecom/callback?msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
