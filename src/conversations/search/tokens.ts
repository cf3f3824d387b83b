import { createHash, createHmac } from "node:crypto";
import type { ContentCipher } from "../../platform/content-cipher";

/** Key id of an index that was built without a key. */
export const UNKEYED = 0;
/** Distinct pairs of a busy corp; forgotten all at once when there are more. */
const REMEMBERED = 200_000;

/**
 * Something about a message that searches are narrowed by, as a number above those of all words. Not keyed: it stands beside
 * the message for whoever can read the tables.
 */
export type Fact = number;
const ROOM = 2 ** 49;
const THREAD = 2 ** 50;
const HASHED = 2 ** 51;

/** Rooms by their ids and close together: whoever is in thirty rooms finds them on few pages. */
export const roomFact = (threadId: string): Fact => ROOM + Number(threadId);
/** Of a thread of two. */
export const threadFact = (threadId: string): Fact => THREAD + Number(threadId);
/** Of a thread of two; userids are case-insensitive. */
export const memberFact = (userid: string): Fact => hashed(`member:${userid.toLowerCase()}`);
export const typeFact = (msgtype: string): Fact => hashed(`type:${msgtype}`);

function hashed(what: string): Fact {
  return HASHED + createHash("sha256").update(what).digest().readUIntBE(0, 6);
}

/** Turns grams into the numbers that stand in the index. With a key nobody without it can tell them back. */
export interface TokenCoder {
  keyId: number;
  gram(gram: number): number;
}

export const plainCoder: TokenCoder = { keyId: UNKEYED, gram: (gram) => gram };

export function keyedCoder(keyId: number, key: Buffer): TokenCoder {
  const known = new Map<number, number>();
  const code = (what: number) => {
    let token = known.get(what);
    if (token === undefined) {
      if (known.size >= REMEMBERED) known.clear();
      token = createHmac("sha256", key).update(String(what)).digest().readUIntBE(0, 6);
      known.set(what, token);
    }
    return token;
  };
  return { keyId, gram: code };
}

/** Coders remember what they worked out, so each corp's is made once for a cipher. */
const coders = new WeakMap<ContentCipher, Map<string, TokenCoder>>();

/** The coder that new parts of the corp's index are built with. */
export function coderOf(content: ContentCipher, corpId: string): TokenCoder {
  const ofCorps = coders.get(content) ?? new Map<string, TokenCoder>();
  coders.set(content, ofCorps);
  let coder = ofCorps.get(corpId);
  if (!coder) {
    const key = content.tokenKey(corpId);
    coder = key ? keyedCoder(key.id, key.key) : plainCoder;
    ofCorps.set(corpId, coder);
  }
  return coder;
}
