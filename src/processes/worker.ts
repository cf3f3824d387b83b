import { queueNames } from "../platform/work";
import { boot } from "./boot";
import { takeWork } from "./take-work";

/** Works off every queue. Any number of them may run. */
void boot("worker", async (app) => takeWork(app, queueNames));
