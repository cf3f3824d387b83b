import { fillTemplate, unknownVariables, variablesOf } from "./fill-template";

describe("variables of a template", () => {
  it("fall back to the template's own words, then to words that are always right", () => {
    const text = "{{称呼}}的{{字段:设备型号|设备}}该保养了,{{ 字段:地址 | 老地方 见 }}{{字段:空|}}";
    expect(fillTemplate(text, { "字段:设备型号": "EG-300" })).toBe("您的EG-300该保养了,老地方 见");
    expect(fillTemplate(text, { 称呼: "林小满", "字段:设备型号": " " })).toBe("林小满的设备该保养了,老地方 见");
  });

  it("are named without their fallback, and a value's braces stay text", () => {
    expect(variablesOf("{{称呼|您}}{{日期:生日}}")).toEqual(["称呼", "日期:生日"]);
    expect(unknownVariables("{{称呼|您}}{{x|y}}", ["称呼"])).toEqual(["x"]);
    expect(fillTemplate("{{称呼}}", { 称呼: "{{顾问}}$&" })).toBe("{{顾问}}$&");
  });
});
