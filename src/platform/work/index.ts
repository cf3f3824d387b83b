export { concurrency, type QueueName, Queues, queueNames, type Ticket } from "./bull";
export { WORK_LEASE_MS } from "./claim-work";
export { LeaseHolder } from "./lease";
export { Lease } from "./lease.entity";
export { defineJob, type JobDefinition, type WorkContext, WorkRegistry } from "./registry";
export { type Outcome, runWork } from "./run-work";
export { purgeDoneWork, sweepDueWork } from "./sweep";
export { type NewEvent, type NewWork, Work } from "./work";
export { WorkItem, type WorkStatus } from "./work-item.entity";
