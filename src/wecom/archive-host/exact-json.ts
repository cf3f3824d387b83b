const TextOrLongInteger = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+])-?\d{16,}(?![\d.eE])/g;
const LongInteger = /[:,[]\s*-?\d{16,}/;

/**
 * JSON.parse for WeCom's archive, whose ids can exceed 2^53: an integer of 16 digits or more comes out as a string, digit
 * for digit. Texts are left alone.
 */
export function parseExactJson(json: string): unknown {
  if (!LongInteger.test(json)) return JSON.parse(json);
  return JSON.parse(json.replace(TextOrLongInteger, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}
