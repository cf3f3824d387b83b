import { Busy } from "./busy";

/** Work that ends when it is told to. */
function held() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { run: () => ended, end };
}

const settled = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setTimeout(resolve, 20, false))]);

it("lets others wait until nothing of a queue runs any more, even when the last of it failed", async () => {
  const busy = new Busy();
  const [first, second] = [held(), held()];
  const one = busy.while("archive", first.run);
  const two = busy.while("archive", async () => {
    await second.run();
    throw new Error("failed");
  });
  const waiting = busy.end("archive", 60_000);
  first.end();
  await one;
  expect(await settled(waiting)).toBe(false);
  second.end();
  await expect(two).rejects.toThrow("failed");
  expect(await settled(waiting)).toBe(true);
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
