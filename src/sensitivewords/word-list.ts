import type { App } from "../app";
import { SensitiveSettings } from "./sensitive-settings.entity";
import { SensitiveWord } from "./sensitive-word.entity";
import { WordMatcher } from "./word-matcher";

interface Edition {
  revision: number;
  matcher: WordMatcher<SensitiveWord>;
}

/** Building the finder of a long list costs more than a page of messages, so each app keeps the last edition by corp. */
const kept = new WeakMap<App, Map<string, Edition>>();

/** Finds the words that are in use; the revision tells when they have changed. */
export async function wordMatcher(app: App, corpId: string): Promise<WordMatcher<SensitiveWord>> {
  const settings = await app.db.getRepository(SensitiveSettings).findOneBy({ corpId });
  const revision = settings?.revision ?? 0;
  const editions = kept.get(app) ?? new Map<string, Edition>();
  kept.set(app, editions);
  const last = editions.get(corpId);
  if (last?.revision === revision) return last.matcher;
  const words = await app.db.getRepository(SensitiveWord).findBy({ corpId, enabled: true });
  const matcher = new WordMatcher(words);
  editions.set(corpId, { revision, matcher });
  return matcher;
}
