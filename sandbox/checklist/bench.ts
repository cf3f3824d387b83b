import type { ServerResponse } from "node:http";
import { open } from "../callbacks/crypto";
import { childText, parseXml } from "../callbacks/xml";
import { AES_KEY, type Arrival, startReceiver, startTestSandbox, type TestSandbox, TOKEN, until } from "../testing";

export type Json = Record<string, unknown>;

/** A sandbox for the tests of one `describe`. */
export function useSandbox(): { readonly box: TestSandbox } {
  const held: { box: TestSandbox } = { box: undefined as unknown as TestSandbox };
  beforeAll(async () => {
    held.box = await startTestSandbox();
  });
  afterAll(() => held.box.close());
  return held;
}

/** The plain event inside a callback, as its fields. */
export function eventOf(arrival: Arrival): Record<string, string> {
  const sealed = childText(parseXml(arrival.body)!, "Encrypt")!;
  const root = parseXml(open(AES_KEY, sealed)!.message)!;
  return Object.fromEntries(
    root.children.map((node) => [node.name, node.text.trim() || node.children.map((item) => item.text).join()]),
  );
}

export interface Receiver {
  url: string;
  arrivals: Arrival[];
  events(): Record<string, string>[];
  /** What it does with the next POSTs; at first an empty 200. */
  answer: (response: ServerResponse, arrival: Arrival, n: number) => void;
}

/** A callback endpoint for the tests of one `describe`, set as the sandbox's target. */
export function useReceiver(held: { readonly box: TestSandbox }): Receiver {
  let running: Awaited<ReturnType<typeof startReceiver>>;
  const receiver: Receiver = {
    get url() {
      return running.url;
    },
    get arrivals() {
      return running.arrivals;
    },
    events: () => running.arrivals.map(eventOf),
    answer: (response) => response.end(),
  };
  beforeAll(async () => {
    running = await startReceiver((response, arrival, n) => receiver.answer(response, arrival, n));
    await held.box.control("PUT", "/callback", { url: running.url, token: TOKEN, aesKey: AES_KEY });
  });
  afterAll(() => running.close());
  beforeEach(() => {
    receiver.answer = (response) => response.end();
    running.arrivals.length = 0;
  });
  return receiver;
}

/** Waits until every event so far has been answered, dropped or given up. */
export const settled = (box: TestSandbox): Promise<unknown> =>
  until(async () => (await box.control<{ pending: number }>("GET", "/deliveries")).pending === 0, 18_000);

export const addCustomer = async (box: TestSandbox, userid: string, fields: Json = {}) =>
  box.act<{ externalUserid: string; welcomeCode: string | null }>("customer.add", { userid, ...fields });

export const errcode = async (answer: Promise<{ errcode: number }>): Promise<number> => (await answer).errcode;

export const advance = (box: TestSandbox, advanceSeconds: number) => box.control("POST", "/clock", { advanceSeconds });

/** Another app's way to the API: `(path, body) => answer`. */
export async function secondApp(box: TestSandbox, fields: Json = {}) {
  const { appSecret } = await box.act<{ appSecret: string }>("app.create", fields);
  const { corpId } = await box.control<{ corpId: string }>("GET", "/corp");
  const login = await fetch(`${box.url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${appSecret}`);
  const { access_token } = (await login.json()) as { access_token: string };
  return async (path: string, body?: unknown): Promise<Json & { errcode: number }> => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const separator = path.includes("?") ? "&" : "?";
    const response = await fetch(`${box.url}/cgi-bin/${path}${separator}access_token=${access_token}`, init);
    return (await response.json()) as Json & { errcode: number };
  };
}
