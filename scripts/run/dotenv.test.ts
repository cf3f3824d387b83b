import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseDotenv, readSettings } from "./dotenv";

describe("parseDotenv", () => {
  it.each([
    ["PORT=3000", { PORT: "3000" }],
    ["  export HOST = 0.0.0.0  ", { HOST: "0.0.0.0" }],
    ["# PORT=1\n\nPORT=2\r\n", { PORT: "2" }],
    ["URL=mysql://u:p#w@h/db # the team's", { URL: "mysql://u:p#w@h/db" }],
    ["EMPTY=\nCOMMENTED= # nothing", { EMPTY: "", COMMENTED: "" }],
    ["A='as $it is # here' # said", { A: "as $it is # here" }],
    ['A="two\\nlines \\"quoted\\" \\\\"', { A: 'two\nlines "quoted" \\' }],
    ["A=x=y==", { A: "x=y==" }],
    ["not a setting\n1X=2", {}],
  ])("reads %j", (text, expected) => {
    expect(parseDotenv(text)).toEqual(expected);
  });
});

describe("readSettings", () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "dotenv-")), ".env");
  beforeAll(() => fs.writeFileSync(file, "PORT=3001\nWECOM_CORP_ID=\nREDIS_URL=redis://a"));

  it("lets the environment overrule the file, and takes empty values as not set", () => {
    expect(readSettings({ PORT: "4000", HOST: "" }, file)).toEqual({ PORT: "4000", REDIS_URL: "redis://a" });
  });

  it("does without a file", () => {
    expect(readSettings({ PORT: "4000" }, `${file}.missing`)).toEqual({ PORT: "4000" });
  });
});
