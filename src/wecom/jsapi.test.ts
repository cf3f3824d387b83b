import { jsapiSignature } from "./jsapi";

const page = {
  url: "https://scrm.example.com/sidebar?tab=profile&uid=7",
  nonceStr: "n0nceStr",
  timestamp: 1_767_225_600,
};

describe("jsapiSignature", () => {
  it("matches the known vectors", () => {
    expect(jsapiSignature({ ...page, ticket: "TICKET-abc_123" })).toBe("558db3f5275f1d13e07f510a3eb5268bf8428bd2");
    expect(jsapiSignature({ ...page, ticket: "AGENT-xyz_789" })).toBe("95b00db1aaa25447c4a989c1079782e39eaea756");
  });

  it("signs the page, not the place on it", () => {
    const whole = jsapiSignature({ ...page, ticket: "t" });
    expect(jsapiSignature({ ...page, url: `${page.url}#/profile`, ticket: "t" })).toBe(whole);
  });
});
