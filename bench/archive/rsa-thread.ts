import { constants, createPrivateKey, privateDecrypt } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";

/** Nothing but RSA: opens as many random keys as it is told, some of them again and again. */
const { pem, keys } = workerData as { pem: string; keys: Buffer[] };
const key = createPrivateKey(pem);
const { RSA_NO_PADDING: padding } = constants;
parentPort?.on("message", (rows: number) => {
  for (let i = 0; i < rows; i += 1) privateDecrypt({ key, padding }, keys[i % keys.length]!);
  parentPort?.postMessage("done");
});
