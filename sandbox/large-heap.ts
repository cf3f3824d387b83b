import { setFlagsFromString } from "node:v8";

/** Takes back what small-heap.ts asked for: in a world of 200,000 customers it costs more than half of the time. */
export const enlargeHeap = (): void => setFlagsFromString("--no-optimize-for-size");
