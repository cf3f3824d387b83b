import { PassThrough } from "node:stream";
import { eachLine, shortForm } from "./short-form";

const inLog = { isErrorStream: false };
const inErrors = { isErrorStream: true };

describe("shortForm", () => {
  it("shows warnings and errors of the log with their reason", () => {
    expect(shortForm('{"level":40,"msg":"slow"}', inLog)).toBe("warn slow");
    expect(shortForm('{"level":50,"msg":"send failed","err":{"message":"refused"}}', inLog)).toBe(
      "error send failed: refused",
    );
  });

  it("leaves the rest to the log file", () => {
    expect(shortForm('{"level":30,"msg":"listening"}', inLog)).toBeNull();
    expect(shortForm("plain words", inLog)).toBeNull();
    expect(shortForm("   ", inErrors)).toBeNull();
  });

  it("shows plain lines of the error stream, cut at 300 characters", () => {
    expect(shortForm("Error: no such table", inErrors)).toBe("Error: no such table");
    expect(shortForm("x".repeat(1000), inErrors)).toHaveLength(300);
    expect(shortForm("{ code: 'EADDRINUSE' }", inErrors)).toBe("{ code: 'EADDRINUSE' }");
  });
});

describe("eachLine", () => {
  it("joins what arrives in pieces, also within a character", async () => {
    const stream = new PassThrough();
    const lines: string[] = [];
    eachLine(stream, (line: string) => lines.push(line));
    const bytes = Buffer.from("客户\n经理\n末行");
    for (const byte of bytes) stream.write(Buffer.from([byte]));
    stream.end();
    await new Promise((resolve) => stream.once("end", resolve));
    expect(lines).toEqual(["客户", "经理", "末行"]);
  });
});
