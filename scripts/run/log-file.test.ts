import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { LogFile } from "./log-file";

describe("LogFile", () => {
  it("turns over at its cap and keeps the file before", () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "log-")), "web.log");
    const log = new LogFile(file, 10);
    for (const text of ["first\n", "second\n", "third\n"]) log.write(Buffer.from(text));
    log.close();
    expect(fs.readFileSync(file, "utf8")).toBe("third\n");
    expect(fs.readFileSync(`${file}.1`, "utf8")).toBe("second\n");
  });

  it("goes on where the last run stopped", () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "log-")), "web.log");
    for (const text of ["one\n", "two\n"]) {
      const log = new LogFile(file, 100);
      log.write(Buffer.from(text));
      log.close();
    }
    expect(fs.readFileSync(file, "utf8")).toBe("one\ntwo\n");
  });
});
