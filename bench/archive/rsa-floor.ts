import { constants, createPrivateKey, privateDecrypt } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";

/** Nothing but RSA, as the floor that no archive can beat: opens `rows` random keys, some of them again and again. */
const { pem, keys, rows } = workerData as { pem: string; keys: Buffer[]; rows: number };
const key = createPrivateKey(pem);
const { RSA_NO_PADDING: padding } = constants;
for (let i = 0; i < rows; i += 1) privateDecrypt({ key, padding }, keys[i % keys.length]!);
parentPort?.postMessage("done");
