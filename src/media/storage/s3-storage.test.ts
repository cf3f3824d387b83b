import { createHash, createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStorage } from "./index";
import type { MediaStorage } from "./storage";

const key = { id: "AKTEST", secret: "test-secret-test-secret" };
const hash = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");
const hmac = (secret: string | Buffer, text: string) => createHmac("sha256", secret).update(text).digest();

/** As much of S3 as we use, on one machine: objects, parts, ranges, and the signature of every request, checked for real. */
class SmallS3 {
  readonly objects = new Map<string, Buffer>();
  readonly parts = new Map<string, Map<number, Buffer>>();
  readonly calls: string[] = [];
  failPart = 0;
  server!: Server;

  async start(): Promise<string> {
    this.server = createServer((request, response) => void this.#take(request, response));
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url ?? "/", "http://s3");
    const answer = (status: number, text: string | Buffer = "", headers: Record<string, string> = {}) =>
      response.writeHead(status, headers).end(text);
    if (!signedRight(request, url, body)) return void answer(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>");
    const upload = url.searchParams.get("uploadId");
    this.calls.push(`${request.method} ${[...url.searchParams.keys()].sort().join(",")}`);
    switch (`${request.method}${upload ? " part" : ""}${url.searchParams.has("uploads") ? " begin" : ""}`) {
      case "PUT":
        this.objects.set(url.pathname, body);
        return void answer(200, "", { etag: '"x"' });
      case "POST begin":
        this.parts.set("u1", new Map());
        return void answer(
          200,
          "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>",
        );
      case "PUT part": {
        const number = Number(url.searchParams.get("partNumber"));
        if (number === this.failPart) return void answer(400, "<Error><Code>InvalidRequest</Code></Error>");
        this.parts.get("u1")?.set(number, body);
        return void answer(200, "", { etag: `"p${number}"` });
      }
      case "POST part": {
        const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)/g)].map((match) => Number(match[1]));
        const whole = Buffer.concat(numbers.map((number) => this.parts.get("u1")!.get(number)!));
        this.objects.set(url.pathname, whole);
        return void answer(200, "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>");
      }
      case "DELETE part":
        this.parts.delete("u1");
        return void answer(204);
      case "DELETE":
        this.objects.delete(url.pathname);
        return void answer(204);
      default: {
        const bytes = this.objects.get(url.pathname);
        if (!bytes)
          return void answer(404, "<Error><Code>NoSuchKey</Code></Error>", { "content-type": "application/xml" });
        const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "");
        return void answer(range ? 206 : 200, range ? bytes.subarray(Number(range[1]), Number(range[2]) + 1) : bytes);
      }
    }
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function signedRight(request: IncomingMessage, url: URL, body: Buffer): boolean {
  const given = request.headers.authorization ?? "";
  const parts = /^AWS4-HMAC-SHA256 Credential=AKTEST\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(given);
  if (!parts) return false;
  const [, scope, headers, signature] = parts;
  const content = String(request.headers["x-amz-content-sha256"]);
  if (content !== hash(body)) return false;
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join("&");
  const names = headers!.split(";");
  const canonical = [
    request.method,
    url.pathname,
    query,
    ...names.map((name) => `${name}:${String(request.headers[name]).trim()}`),
    "",
    headers,
    content,
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, hash(canonical)].join("\n");
  const secret = scope!.split("/").reduce<string | Buffer>((last, step) => hmac(last, step), `AWS4${key.secret}`);
  return hmac(secret, text).toString("hex") === signature;
}

let s3: SmallS3;
let storage: MediaStorage;
let folder: string;
let endpoint: string;

const open = (secretAccessKey = key.secret) =>
  openStorage({
    dir: folder,
    s3: { endpoint, region: "cn-test", bucket: "bucket", accessKeyId: key.id, secretAccessKey, prefix: "scrm/" },
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "evergreen-s3-"));
  s3 = new SmallS3();
  endpoint = await s3.start();
  storage = open();
});
afterEach(async () => {
  s3.server.closeAllConnections();
  await new Promise((resolve) => s3.server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function file(bytes: Buffer): string {
  const path = join(folder, "file");
  writeFileSync(path, bytes);
  return path;
}

async function readAll(name: string, range?: { from: number; to: number }): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await storage.read(name, range)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

it("keeps small files in one request and gives them back whole or in part", async () => {
  for (const size of [0, 1, 100_000]) {
    const bytes = randomBytes(size);
    await storage.keepFile("ww1/0/7", file(bytes), "image/png");
    expect(s3.objects.get("/bucket/scrm/ww1/0/7")?.equals(bytes)).toBe(true);
    expect((await readAll("ww1/0/7")).equals(bytes)).toBe(true);
  }
  expect(s3.calls.filter((call) => call.startsWith("PUT"))).toHaveLength(3);
  expect(await readAll("ww1/0/7", { from: 10, to: 19 })).toEqual(
    s3.objects.get("/bucket/scrm/ww1/0/7")?.subarray(10, 20),
  );
});

it("sends large files in parts", async () => {
  const bytes = randomBytes(35 << 20);
  await storage.keepFile("ww1/0/8", file(bytes), "video/mp4");
  expect(s3.calls.filter((call) => call.includes("partNumber"))).toHaveLength(3);
  expect(s3.objects.get("/bucket/scrm/ww1/0/8")?.equals(bytes)).toBe(true);
});

it("gives a broken upload up, so that nothing is left to be paid for, and keeps the file", async () => {
  s3.failPart = 2;
  const bytes = randomBytes(20 << 20);
  await expect(storage.keepFile("ww1/0/9", file(bytes), "video/mp4")).rejects.toThrow();
  expect(s3.parts.size).toBe(0);
  s3.failPart = 0;
  await storage.keepFile("ww1/0/9", join(folder, "file"), "video/mp4");
  expect(s3.objects.get("/bucket/scrm/ww1/0/9")?.equals(bytes)).toBe(true);
});

it("tells what is missing from what is refused", async () => {
  await expect(storage.read("ww1/0/10")).rejects.toMatchObject({ code: "media.gone" });
  await storage.remove("ww1/0/10");
  storage = open("wrong-secret");
  await expect(storage.keepBytes("ww1/0/10", Buffer.from("x"), "image/png")).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  expect(s3.objects.size).toBe(0);
});
