import { parseExactJson } from "./exact-json";

it("keeps integers above 2^53 digit for digit, as text", () => {
  const json = '{"a":9007199254740997,"b":[ 18446744073709551615, -9007199254740999],"c":{"d":12}}';
  expect(parseExactJson(json)).toEqual({
    a: "9007199254740997",
    b: ["18446744073709551615", "-9007199254740999"],
    c: { d: 12 },
  });
});

it("leaves texts alone, whatever stands in them", () => {
  const value = { text: 'id: 9007199254740997, "quoted: 9007199254740997", \\', next: "9007199254740997" };
  expect(parseExactJson(`{"x":1111111111111111,"y":${JSON.stringify(value)}}`)).toEqual({
    x: "1111111111111111",
    y: value,
  });
});

it("leaves fractions and exponents to JSON", () => {
  expect(parseExactJson('{"a":1234567890123456.5,"b":1234567890123456e2,"c":0.1234567890123456789}')).toEqual({
    a: 1234567890123456.5,
    b: 123456789012345600,
    c: 0.12345678901234568,
  });
});
