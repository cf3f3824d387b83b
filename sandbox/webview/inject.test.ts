import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { InjectTag } from "./inject";

const inject = (...chunks: string[]): Promise<string> =>
  text(Readable.from(chunks.map((chunk) => Buffer.from(chunk, "utf8"))).pipe(new InjectTag("<B>")));

describe("InjectTag", () => {
  it("goes right behind the head tag, however the page is cut into chunks", async () => {
    expect(await inject("<!doctype html><html><he", 'ad lang="x"><title>客', "户</title>")).toBe(
      '<!doctype html><html><head lang="x"><B><title>客户</title>',
    );
  });
  it("comes before a script that stands without a head", async () => {
    expect(await inject("<!doctype html><script>1</script><head>")).toBe("<!doctype html><B><script>1</script><head>");
    expect(await inject("<script>1</script>")).toBe("<B><script>1</script>");
  });
  it("does not take a header for a head", async () => {
    expect(await inject("<html><body><header>x</header>")).toBe("<html><B><body><header>x</header>");
  });
  it("keeps bytes of cut characters whole", async () => {
    const bytes = Buffer.from("<head><p>滤芯</p>", "utf8");
    const parts = [bytes.subarray(0, 10), bytes.subarray(10)];
    expect(await text(Readable.from(parts).pipe(new InjectTag("<B>")))).toBe("<head><B><p>滤芯</p>");
  });
  it("lets an empty page through", async () => expect(await inject("")).toBe("<B>"));
});
