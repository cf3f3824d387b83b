import { loosenPolicy } from "./csp";

const allow = { ancestors: ["http://127.0.0.1:3100"], nonce: "N" };
const loosen = (policy: string): string => loosenPolicy(policy, allow);

describe("loosenPolicy", () => {
  it("lets the sandbox page frame a page that allowed nobody", () => {
    expect(loosen("frame-ancestors 'none'")).toBe("frame-ancestors http://127.0.0.1:3100");
    expect(loosen("frame-ancestors 'self'")).toBe("frame-ancestors 'self' http://127.0.0.1:3100");
  });
  it("leaves a policy alone that already allows what the client needs", () => {
    const policy = "default-src 'self'; img-src https:";
    expect(loosen(policy)).toBe("default-src 'self'; img-src https:; script-src 'self'; connect-src 'self'");
    expect(loosen("script-src *")).toBe("script-src *");
  });
  it("opens scripts without opening the fallback for everything else", () => {
    expect(loosen("default-src 'none'")).toBe("default-src 'none'; script-src 'self'; connect-src 'self'");
  });
  it("answers strict-dynamic with a nonce, because hosts do not count there", () => {
    expect(loosen("script-src 'nonce-x' 'strict-dynamic'")).toBe("script-src 'nonce-x' 'strict-dynamic' 'nonce-N'");
  });
  it("keeps unsafe-inline working: a nonce would switch it off", () => {
    expect(loosen("script-src 'unsafe-inline'")).toBe("script-src 'unsafe-inline' 'self'");
  });
  it("treats each of several policies", () => {
    expect(loosen("script-src 'none',frame-ancestors 'none'")).toBe(
      "script-src 'self',frame-ancestors http://127.0.0.1:3100",
    );
  });
});
