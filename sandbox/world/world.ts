import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Dispatcher } from "../callbacks/dispatcher";
import { forgetInheritedNames } from "./dictionaries";
import { Journal, KEPT_ENTRIES } from "./journal";
import { LogFile } from "./log-file";
import { RelationIndex } from "./relation-index";
import { Saver } from "./saver";
import { LARGE_WORLD, writeLargeSnapshot, writeLargeSnapshotSlowly, writeSnapshot } from "./snapshot";
import type { WorldState } from "./state";
import { KEPT_SAYINGS, Talk } from "./talk";

/**
 * One corp and everything around it. The state is plain JSON; what is derived from it (indexes) or grows without
 * end (journal, talk) stands beside it. Who changes anything calls `changed()`.
 */
export class World {
  state!: WorldState;
  readonly dataDir: string;
  /** Where this sandbox is reached; part of the urls it hands out. */
  publicUrl = "http://127.0.0.1:3100";
  sdkPath: string | null = null;
  readonly relations = new RelationIndex();
  readonly journal: Journal;
  readonly talk: Talk;
  callbacks!: Dispatcher;
  /** Set by the due runner; called when something new is due earlier than anything before. */
  wake: () => void = () => {};
  private readonly saver: Saver;
  private readonly logs: LogFile[];
  private watchers = new Set<() => void>();
  private closed = false;

  constructor(dataDir: string) {
    this.dataDir = resolve(dataDir);
    mkdirSync(join(this.dataDir, "media"), { recursive: true });
    const journalFile = new LogFile(join(this.dataDir, "journal.jsonl"), KEPT_ENTRIES);
    const talkFile = new LogFile(join(this.dataDir, "talk.jsonl"), KEPT_SAYINGS);
    this.logs = [journalFile, talkFile];
    this.journal = new Journal(
      journalFile,
      () => this.nowMs(),
      () => this.changed(),
    );
    this.talk = new Talk(talkFile);
    this.saver = new Saver({
      isLarge: () => this.isLarge(),
      whole: () => this.write(),
      slowly: () => this.writeSlowly(),
    });
  }

  nowMs = (): number => Date.now() + this.state.clockOffsetMs;
  now = (): number => Math.floor(this.nowMs() / 1000);
  nextNumber = (): number => ++this.state.number;

  /** Takes a state over: read from the disk at start, or made by a seed. */
  adopt(state: WorldState): void {
    forgetInheritedNames(state);
    this.state = state;
    this.relations.reset(state.relations);
    this.writeSdkSettings();
    this.changed();
  }

  /** Everything that belongs to the corp before this one goes, its archive and media included. */
  forget(): void {
    this.journal.clear();
    this.talk.clear();
    for (const name of ["rows.jsonl", "uploads", "media", "faults.json", "faults.calls"]) {
      rmSync(join(this.dataDir, name), { recursive: true, force: true });
    }
    mkdirSync(join(this.dataDir, "media"), { recursive: true });
    writeFileSync(join(this.dataDir, "rows.jsonl"), "");
  }

  changed(): void {
    if (!this.state || this.closed) return;
    this.saver.touch();
    for (const watcher of this.watchers) watcher();
  }

  watch(onChange: () => void): () => void {
    this.watchers.add(onChange);
    return () => this.watchers.delete(onChange);
  }

  /** Saves for the last time; a call that is still running changes nothing on the disk any more. */
  close(): void {
    this.saver.saveNow();
    this.closed = true;
  }

  /** What the stand-in archive library reads: whom it serves and what time it is. */
  writeSdkSettings(): void {
    const settings = {
      corpid: this.state.corp.corpId,
      secret: this.state.corp.archiveSecret,
      clockOffsetMs: this.state.clockOffsetMs,
    };
    const path = join(this.dataDir, "sdk.json");
    writeFileSync(`${path}.new`, JSON.stringify(settings));
    renameSync(`${path}.new`, path);
  }

  private isLarge = (): boolean => this.relations.size >= LARGE_WORLD;

  private write(): void {
    for (const log of this.logs) log.flush();
    if (this.isLarge()) writeLargeSnapshot(this.dataDir, this.state);
    else writeSnapshot(this.dataDir, this.state);
  }

  private async writeSlowly(): Promise<void> {
    const { state } = this;
    for (const log of this.logs) log.flush();
    await writeLargeSnapshotSlowly(this.dataDir, state, () => this.state === state && !this.closed);
  }
}
