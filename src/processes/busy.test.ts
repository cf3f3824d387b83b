import { Busy } from "./busy";

/** Work that ends when it is told to. */
function held() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { run: () => ended, end };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it("lets others wait until nothing of a queue runs any more, even when the last of it failed", async () => {
  const busy = new Busy();
  const [first, second] = [held(), held()];
  const one = busy.while("archive", first.run);
  const two = busy.while("archive", async () => {
    await second.run();
    throw new Error("failed");
  });
  let isOver = false;
  const waiting = busy.end("archive", 60_000).then(() => {
    isOver = true;
  });
  first.end();
  await one;
  await pause(100);
  expect(isOver).toBe(false);
  second.end();
  await expect(two).rejects.toThrow("failed");
  await waiting;
});

it("lets nobody wait for another queue, nor longer than he may", async () => {
  const busy = new Busy();
  const work = held();
  const running = busy.while("archive", work.run);
  await busy.end("callbacks", 60_000);
  await busy.end("archive", 1);
  work.end();
  await running;
  await busy.end("archive", 60_000);
});

it("takes a rest within a flood for no end of it", async () => {
  const busy = new Busy();
  const begun = performance.now();
  await busy.while("archive", () => pause(400));
  const over = busy.end("archive", 60_000);
  await busy.while("archive", () => pause(100));
  await over;
  expect(performance.now() - begun).toBeGreaterThan(400 + 100 + 350);
});

it("lets nobody wait through what comes now and then, however long it goes on", async () => {
  const busy = new Busy();
  const quick = () => Promise.resolve();
  for (let message = 0; message < 8; message += 1) {
    await busy.while("archive", quick);
    await pause(60);
  }
  await busy.while("archive", quick);
  let isOver = false;
  const waiting = busy.end("archive", 60_000).then(() => {
    isOver = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(isOver).toBe(true);
  await waiting;
});
