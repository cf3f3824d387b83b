import type { App } from "../app";
import { readCallback, type Stored, storeCallbacks } from "./store-callbacks";

/** Stores one opened callback. The endpoint stores those that come together through {@link Intake}. */
export async function receiveCallback(app: App, input: { corpId: string; xml: string }): Promise<Stored> {
  const callback = readCallback(input.corpId, input.xml);
  const [stored] = await storeCallbacks(app, input.corpId, [callback]);
  return stored!;
}
