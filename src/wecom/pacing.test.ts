import { ManualClock } from "../platform/clock";
import { EndpointPacing } from "./pacing";

const MINUTE_MS = 60_000;

function build() {
  const clock = new ManualClock(new Date("2026-03-02T02:00:00Z"));
  return { clock, pacing: new EndpointPacing("externalcontact/list", clock) };
}

/** Runs many calls and tells how many were under way at the same time. */
async function widest(pacing: EndpointPacing, calls = 20): Promise<number> {
  let running = 0;
  let most = 0;
  const call = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };
  await Promise.all(Array.from({ length: calls }, () => pacing.run(call)));
  return most;
}

describe("EndpointPacing", () => {
  it("lets four calls run at once, and a failing one makes room for the next", async () => {
    const { pacing } = build();
    expect(await widest(pacing)).toBe(4);
    const failing = Array.from({ length: 8 }, () => pacing.run(() => Promise.reject(new Error("no"))));
    expect((await Promise.allSettled(failing)).every((result) => result.status === "rejected")).toBe(true);
    expect(await widest(pacing)).toBe(4);
  });

  it("halves its width when WeCom says too many at once, and widens again as calls succeed", async () => {
    const { pacing, clock } = build();
    pacing.report(45033);
    clock.advance(2_000);
    expect(await widest(pacing)).toBe(2);
    pacing.report(45033);
    clock.advance(2_000);
    expect(await widest(pacing)).toBe(1);
    pacing.report(45033);
    clock.advance(2_000);
    expect(await widest(pacing)).toBe(1);
    for (let good = 0; good < 150; good += 1) pacing.report(0);
    expect(await widest(pacing)).toBe(4);
  });

  it("stays away for a minute after 45009, and for an hour when that was not enough", async () => {
    const { pacing, clock } = build();
    pacing.report(45009);
    await expect(pacing.run(async () => 1)).rejects.toMatchObject({ errcode: 45009, retryable: true });
    clock.advance(1.3 * MINUTE_MS);
    expect(await pacing.run(async () => 1)).toBe(1);
    pacing.report(45009);
    clock.advance(30 * MINUTE_MS);
    await expect(pacing.run(async () => 1)).rejects.toMatchObject({ errcode: 45009 });
    clock.advance(50 * MINUTE_MS);
    expect(await pacing.run(async () => 1)).toBe(1);
  });

  it("does not slow down for refusals that have nothing to do with pace", async () => {
    const { pacing } = build();
    for (const errcode of [84061, 40096, -1]) pacing.report(errcode);
    expect(await widest(pacing)).toBe(4);
  });
});
