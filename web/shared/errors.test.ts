import { ApiError } from "./api";
import { shownError } from "./errors";

const said = (status: number, code: string) => shownError(new ApiError(status, code, "English words of the server"));

describe("what people read when something did not work", () => {
  it("is the product's sentence, with the code to copy", () => {
    expect(said(404, "customer.not_found")).toEqual({
      text: "没有找到这位客户，或您不负责这位客户。",
      code: "customer.not_found",
    });
  });

  it.each([
    [403, "orders.secret", "权限"],
    [404, "orders.not_found", "没有找到"],
    [422, "orders.too_many", "填写的内容有误"],
    [500, "orders.lost", "服务器出了点问题"],
    [502, "wecom.rejected", "企业微信没有接受"],
  ])("has words for an unknown code with status %i", (status, code, words) => {
    const shown = said(status, code);
    expect(shown.text).toContain(words);
    expect(shown.code).toBe(code);
  });

  it("never shows the server's own words", () => {
    expect(said(500, "anything").text).not.toContain("English");
    expect(shownError(new Error("Cannot read properties of undefined")).text).not.toContain("Cannot");
  });
});
