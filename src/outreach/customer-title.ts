const LONGEST = 10;

/**
 * How a customer can be addressed in writing: the nickname when it reads like a name, else null. 「A建材批发138…」 in a
 * greeting is worse than a plain 「您」.
 */
export function customerTitle(nickname: string | null | undefined): string | null {
  const name = nickname?.normalize("NFC").trim() ?? "";
  if (name === "" || [...name].length > LONGEST) return null;
  const isHan = /^[\p{Script=Han}·]+$/u.test(name);
  const isLatin = /^[A-Za-z][A-Za-z .'-]*$/.test(name);
  return isHan || isLatin ? name : null;
}
