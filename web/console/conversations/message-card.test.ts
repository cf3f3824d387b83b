import { messageCard, sizeWords, withoutBrackets } from "./message-card";

describe("cards for messages that are not text", () => {
  it("say the kind without brackets", () => {
    expect(withoutBrackets("[语音] 12 秒")).toBe("语音 12 秒");
    expect(withoutBrackets("[图片]")).toBe("图片");
    expect(withoutBrackets("价格[含税]")).toBe("价格[含税]");
  });

  it("name a file and its size", () => {
    const content = { data: { filename: "报价单.pdf", filesize: 327_680 } };
    expect(messageCard("file", "[文件] 报价单.pdf", content)).toEqual({
      title: "报价单.pdf",
      note: "320 KB",
      href: null,
    });
    expect(sizeWords(1_572_864)).toBe("1.5 MB");
    expect(sizeWords(undefined)).toBe("");
  });

  it("lead only to web addresses", () => {
    const link = (link_url: string) => messageCard("link", "[链接] 滤芯", { data: { title: "滤芯", link_url } });
    expect(link("https://shop.example.com/1")).toEqual({
      title: "滤芯",
      note: "shop.example.com",
      href: "https://shop.example.com/1",
    });
    expect(link("javascript:alert(1)").href).toBeNull();
  });

  it("bear payloads of any shape", () => {
    expect(messageCard("vote", "[投票] 周末团建", { data: null })).toEqual({
      title: "投票 周末团建",
      note: "",
      href: null,
    });
  });
});
