import { routes } from "../api/routes";
import { Random } from "../demo/random";
import { useSandbox } from "./bench";

/** Names of fields that the calls read, each with the value a careless client might send. */
const FIELDS = `
userid external_userid userid_list cursor limit tag_id group_id tag add_tag remove_tag id name order remark remark_mobiles chat_id chat_id_list
owner_filter status_filter handover_userid takeover_userid type scene style user party config_id conclusions welcome_code text attachments
sender tag_filter chat_type msgid start_time end_time filter_type template_id image visible_range moment_id jobid product_id price
link_id range rule_id word_list applicable_range strategy_id parent_id admin_list privilege range_add touser toparty msgtype agentid
template_card userids response_code button chatid userlist open_kfid token service_state external_userid_list offset info roomid
begin_time user_ticket day_begin_time department_id single_chat open_userid_list business_type url md5 filename`;

const NAMES = FIELDS.split(/\s+/).filter((name) => name !== "");
const VALUES: unknown[] = [7, -1, 1.5, true, "文字", "", [], [7], [{}], {}, { content: 7 }, [["x"]], "x".repeat(5000)];
/** What lets a call go on to its next field: somebody who is there, and names every object has. */
const PLAUSIBLE: unknown[] = ["m1", ["m1"], "constructor", "__proto__", ["constructor"], 1, [1], 2];
const BODIES = 16;

/** The same bodies in each run: every field with a value of its own. */
function* bodies(): Generator<string> {
  const random = new Random(13);
  const values = [...VALUES, ...PLAUSIBLE, ...PLAUSIBLE];
  for (let i = 0; i < BODIES; i++) {
    const fields = NAMES.filter(() => random.chance(0.7)).map((name) => [name, random.pick(values)]);
    yield JSON.stringify(Object.fromEntries(fields));
  }
}
const MALFORMED = ["[]", "7", '"text"', "{", "null", "<xml></xml>"];

describe("input of wrong types", () => {
  const held = useSandbox();
  const posts = Object.entries(routes).filter(([, route]) => route.method === "POST" && route.scope !== "none");
  const secrets: Record<string, "appSecret" | "archiveSecret" | "contactsSecret"> = {
    audit: "archiveSecret",
    contacts: "contactsSecret",
  };
  const tokens: Record<string, string> = {};
  beforeAll(async () => {
    const corp = await held.box.control<Record<string, string>>("GET", "/corp");
    for (const name of ["appSecret", "archiveSecret", "contactsSecret"]) {
      const login = await fetch(`${held.box.url}/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${corp[name]}`);
      tokens[name] = ((await login.json()) as { access_token: string }).access_token;
    }
  });

  it.each(posts.map(([path, route]) => [path, route.scope]))(
    "of %s is answered, never a crash",
    async (path, scope) => {
      const url = `${held.box.url}/cgi-bin/${path}?access_token=${tokens[secrets[scope] ?? "appSecret"]}`;
      const send = async (body: string) => {
        const response = await fetch(url, { method: "POST", body });
        expect([body.slice(0, 80), response.status]).toEqual([body.slice(0, 80), 200]);
        return (await response.json()) as { errcode: number; errmsg: string };
      };
      for (const body of bodies()) expect(await send(body)).toHaveProperty("errcode");
      if (/upload(_attachment|img)?$/.test(path)) return; // takes no JSON
      for (const body of MALFORMED) {
        const { errcode, errmsg } = await send(body);
        expect([body, errcode]).toEqual([body, 40058]);
        expect(errmsg).toContain("Warning: wrong json format.");
      }
    },
  );
});
