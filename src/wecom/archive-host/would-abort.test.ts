import { sealMessage, sealPoison } from "./test-kit";
import { wouldAbort } from "./would-abort";

const pairOf = ({ randomKey, chatMsg }: { randomKey: string; chatMsg: string }) => ({
  key: randomKey,
  message: chatMsg,
});

it("tells what would end the library from what it can open or refuse", () => {
  for (let i = 0; i < 200; i += 1) {
    expect(wouldAbort(pairOf(sealMessage(`{"n":"${"长".repeat(i)}"}`)))).toBe(false);
    expect(wouldAbort(pairOf(sealPoison()))).toBe(true);
  }
  const sealed = pairOf(sealMessage("{}"));
  expect(wouldAbort({ ...sealed, message: "short" })).toBe(true);
  expect(wouldAbort({ ...sealed, key: pairOf(sealMessage("{}")).key })).toBe(false);
  expect(wouldAbort({ ...sealed, key: "" })).toBe(false);
});
