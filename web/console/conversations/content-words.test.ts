import {
  clockSpan,
  packetMoney,
  sizeWords,
  spokenRange,
  webAddress,
  withAddresses,
  withoutBrackets,
} from "./content-words";

describe("words for what is in a message", () => {
  it("say the kind without brackets", () => {
    expect(withoutBrackets("[语音] 12 秒")).toBe("语音 12 秒");
    expect(withoutBrackets("价格[含税]")).toBe("价格[含税]");
  });

  it("say sizes, spans and money as people do", () => {
    expect([0, 512, 327_680, 1_572_864, 3 * 1_024 ** 3, "x"].map(sizeWords)).toEqual([
      "",
      "1 KB",
      "320 KB",
      "1.5 MB",
      "3.0 GB",
      "",
    ]);
    expect([7, 65, 3_725, 0, undefined].map(clockSpan)).toEqual(["0:07", "1:05", "1:02:05", "", ""]);
    expect([888, 5_000, 12_345_678, undefined].map(packetMoney)).toEqual(["¥8.88", "¥50.00", "¥123,456.78", ""]);
  });

  it("say when something takes place", () => {
    const now = new Date("2026-03-08T02:00:00Z");
    const at = (text: string) => Date.parse(`${text}+08:00`);
    expect(spokenRange(at("2026-03-08T14:00"), at("2026-03-08T15:00"), now)).toBe("今天 14:00–15:00");
    expect(spokenRange(at("2026-03-20T22:00"), at("2026-03-21T01:00"), now)).toBe("3月20日 22:00 – 3月21日 01:00");
    expect(spokenRange(undefined, undefined, now)).toBe("");
  });

  it("lead only to web addresses", () => {
    expect(webAddress("https://shop.example.com/1")).toBe("https://shop.example.com/1");
    expect(webAddress("javascript:alert(1)")).toBeNull();
    expect(webAddress("https://")).toBeNull();
    expect(withAddresses("看 https://a.example/x?y=1。再说 http://b.example).")).toEqual([
      { at: 0, text: "看 ", href: null },
      { at: 2, text: "https://a.example/x?y=1", href: "https://a.example/x?y=1" },
      { at: 25, text: "。再说 ", href: null },
      { at: 29, text: "http://b.example", href: "http://b.example/" },
      { at: 45, text: ").", href: null },
    ]);
  });
});
