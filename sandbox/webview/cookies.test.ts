import { CookieJar, CookieJars } from "./cookies";

describe("CookieJar", () => {
  it("sends a cookie to its path and below only", () => {
    const jar = new CookieJar();
    jar.store("a=1; Path=/side; HttpOnly");
    jar.store("b=2");
    expect(jar.header("/side/x")).toBe("a=1; b=2");
    expect(jar.header("/sidebar")).toBe("b=2");
  });
  it("hides HttpOnly cookies from scripts", () => {
    const jar = new CookieJar();
    jar.store("session=s; HttpOnly");
    jar.store("csrf=c; Path=/");
    expect(jar.readable("/")).toBe("csrf=c");
  });
  it("forgets a cookie that is expired or ends later", () => {
    let now = 1_000_000;
    const jar = new CookieJar(() => now);
    jar.store("a=1; Max-Age=10");
    jar.store("b=2");
    jar.store("b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    expect(jar.header("/")).toBe("a=1");
    now += 11_000;
    expect(jar.header("/")).toBe("");
  });
  it("keeps two people apart", () => {
    const jars = new CookieJars();
    jars.of("m1").store("s=1");
    expect(jars.of("m2").header("/")).toBe("");
    expect(jars.of("m1").header("/")).toBe("s=1");
  });
});
