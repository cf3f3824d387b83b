import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "../app";
import { LeaseHolder } from "../platform/work";
import { ArchiveHost, defaultHostPath } from "../wecom";
import { type ClaimedFile, claimMedia, freeClaims } from "./claim-media";
import { type DownloadTools, downloadMedia } from "./download-media";
import { MediaFile } from "./media-file.entity";
import { partialIds } from "./partial-file";
import { openStorage } from "./storage";

export interface MediaDownloader {
  stop(): Promise<void>;
}

/** WeCom publishes no rate for media calls; four side by side have been harmless. */
const SLOTS = 4;
/** Larger files leave one slot to the others: a picture must not wait for four films. */
const LARGE_BYTES = 20 << 20;
const IDLE_MS = { development: 1_000, test: 100, production: 3_000 };
const LEASE_MS = 15_000;
const STANDBY_MS = 3_000;
/** After something that would fail for every file: the address is not trusted, the disk is full, the host cannot start. */
const TROUBLE_MS = 60_000;
const SLICE_TIMEOUT_SECONDS = 20;

/**
 * Downloads the files of archived messages for as long as the process lives, in one place per corp by lease. It has an
 * archive host of its own: whatever a file does to the library, the pull of messages does not notice.
 */
export function startMediaDownloader(app: App): MediaDownloader {
  const { secret, sdkPath, hostPath, proxy } = app.config.archive;
  if (!secret || !sdkPath) return { stop: async () => undefined };
  const { corpId } = app.config.wecom;
  const host = new ArchiveHost({
    hostPath: hostPath ?? defaultHostPath(),
    sdkPath,
    corpId,
    secret,
    proxy,
    timeoutSeconds: SLICE_TIMEOUT_SECONDS,
    log: app.log,
  });
  return new RunningDownloader(app, host);
}

class RunningDownloader implements MediaDownloader {
  readonly #corpId: string;
  readonly #lease: LeaseHolder;
  readonly #tools: DownloadTools;
  readonly #renewal: NodeJS.Timeout;
  readonly #loop: Promise<void>;
  readonly #running = new Map<Promise<void>, ClaimedFile>();
  #stopped = false;
  #wake: () => void = () => undefined;
  #pausedUntil = 0;

  constructor(
    readonly app: App,
    readonly host: ArchiveHost,
  ) {
    this.#corpId = app.config.wecom.corpId;
    this.#lease = new LeaseHolder(app.db, `media:${this.#corpId}`, LEASE_MS);
    this.#tools = {
      source: host,
      storage: openStorage(app.config.media),
      // Ids are counted by each database: two installations on one folder must not touch each other's.
      partialFolder: join(app.config.media.dir, "partial", this.#corpId),
      stopping: () => this.#stopped,
    };
    this.#renewal = setInterval(() => {
      if (this.#lease.held)
        this.#lease.acquire().catch((error: unknown) => app.log.warn({ error }, "media lease not renewed"));
    }, LEASE_MS / 3);
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    clearInterval(this.#renewal);
    // Calls on their way would hold us up; what they would have brought is asked for again.
    await this.host.close();
    await this.#loop;
    await Promise.all(this.#running.keys());
    await this.#lease.release().catch(() => undefined);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      let waitMs = IDLE_MS[this.app.config.environment];
      try {
        waitMs = await this.#turn();
      } catch (error) {
        this.app.log.warn({ error, corpId: this.#corpId }, "media downloads not looked at");
      }
      await this.#sleep(waitMs);
    }
  }

  /** @returns how long to wait, in ms. */
  async #turn(): Promise<number> {
    if (!this.#lease.held) {
      if (!(await this.#lease.acquire())) return STANDBY_MS;
      await freeClaims(this.app, this.#corpId);
      await this.#dropLeftovers();
    }
    const idleMs = IDLE_MS[this.app.config.environment];
    if (performance.now() < this.#pausedUntil) return idleMs;
    const free = SLOTS - this.#running.size;
    if (free === 0) return idleMs;
    const large = [...this.#running.values()].filter((file) => (file.size ?? 0) > LARGE_BYTES).length;
    const files = await claimMedia(this.app, this.#corpId, {
      // One at a time when only small ones may come, so that the last slot stays theirs.
      limit: large > 0 ? 1 : free,
      maxBytes: large >= SLOTS - 1 ? LARGE_BYTES : undefined,
    });
    for (const file of files) this.#start(file);
    return files.length > 0 && this.#running.size < SLOTS ? 0 : idleMs;
  }

  #start(file: ClaimedFile): void {
    const download = downloadMedia(this.app, this.#tools, file)
      .then((outcome) => {
        if (outcome === "all_wait") this.#pausedUntil = performance.now() + TROUBLE_MS;
      })
      // The database is away: the claim ends by itself, and the download goes on where it was.
      .catch((error: unknown) => this.app.log.warn({ error, fileId: file.id }, "media download not recorded"))
      .finally(() => {
        this.#running.delete(download);
        this.#wake();
      });
    this.#running.set(download, file);
  }

  /** Bytes that began for files which are settled or deleted since; nobody would ever go on with them. */
  async #dropLeftovers(): Promise<void> {
    const { partialFolder } = this.#tools;
    for (const id of await partialIds(partialFolder)) {
      const wanted = await this.app.db.getRepository(MediaFile).existsBy({ id, state: "waiting" });
      if (!wanted) await rm(join(partialFolder, id), { force: true });
    }
  }

  /** Until a slot becomes free, or something may have come. */
  async #sleep(ms: number): Promise<void> {
    if (this.#stopped || ms === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}
