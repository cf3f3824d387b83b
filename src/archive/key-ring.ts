import type { App } from "../app";
import { ArchiveKeyError } from "./archive.errors";
import { ArchiveCursor } from "./archive-cursor.entity";
import { archiveKeyEntries, keyFilesStamp, keysMark, loadArchiveKeys } from "./archive-keys";
import { type ArchiveTools, replaceKeys } from "./pull-archive";
import { retryParked } from "./retry-parked";

const LOOK_EVERY_MS = { development: 5_000, test: 300, production: 5_000 };
/** Between two pulls; 2,000 rows take half a second. */
const ROWS_A_TURN = 2_000;

/**
 * Private keys may come while we run, and what waited for one is opened then, a portion between two pulls. That all parked
 * rows have been tried with the keys we have is remembered, so a new start tries them again only with other keys.
 */
export class KeyRing {
  #stamp: string;
  #lookedAt = performance.now();
  #mark: string;
  #checked = false;
  #retryAfter: string | null = null;

  constructor(
    readonly app: App,
    readonly tools: ArchiveTools,
  ) {
    this.#stamp = keyFilesStamp(archiveKeyEntries(app.config.archive));
    this.#mark = keysMark(tools.keys);
  }

  /** @returns true while parked rows are left to be tried. */
  async turn(): Promise<boolean> {
    await this.#look();
    if (!this.#checked) await this.#check();
    if (this.#retryAfter === null) return false;
    const { tools } = this;
    const report = await retryParked(this.app, { tools, afterId: this.#retryAfter, maxRows: ROWS_A_TURN });
    if (report.tried > 0)
      this.app.log.info({ corpId: tools.corpId, ...report }, "parked rows of the archive tried again");
    this.#retryAfter = report.nextId ?? null;
    if (this.#retryAfter !== null) return true;
    await this.app.db.getRepository(ArchiveCursor).update({ corpId: tools.corpId }, { keysMark: this.#mark });
    return false;
  }

  async #look(): Promise<void> {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS[this.app.config.environment]) return;
    this.#lookedAt = now;
    const entries = archiveKeyEntries(this.app.config.archive);
    const stamp = keyFilesStamp(entries);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    try {
      const keys = loadArchiveKeys(entries);
      await replaceKeys(this.tools, keys);
      this.#mark = keysMark(keys);
      this.#checked = false;
      this.app.log.info({ corpId: this.tools.corpId, versions: [...keys.keys()] }, "archive keys read again");
    } catch (error) {
      // Half a file, or a wrong one: those we have go on, and the next change is read again.
      if (!(error instanceof ArchiveKeyError)) throw error;
      this.app.log.error({ error, corpId: this.tools.corpId }, "archive keys not taken");
    }
  }

  async #check(): Promise<void> {
    const cursor = await this.app.db.getRepository(ArchiveCursor).findOneBy({ corpId: this.tools.corpId });
    this.#checked = true;
    if (cursor && cursor.keysMark !== this.#mark) this.#retryAfter = "0";
  }
}
