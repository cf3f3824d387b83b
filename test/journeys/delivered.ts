import type { App } from "../../src/app";
import { eventually } from "../harness";
import type { TestSandbox } from "../sandbox";

interface Entry {
  n: number;
  kind: string;
  event: string;
  changeType: string | null;
  /** Unix seconds, taken just after the event's own CreateTime. */
  at: number;
  status?: string | number;
  fields: Record<string, unknown>;
}

/** What tells two events of one second apart. */
const identity = ["UserID", "ExternalUserID", "ChatId", "Id", "UpdateDetail", "CurMemVer"];

/** The local WeCom's own account of its callbacks, read along while it is written: old entries fall off its end. */
export class Delivered {
  readonly #accepted = new Map<number, Entry>();
  readonly #seen = new Set<number>();
  #after = 0;
  #open = 0;
  /** Events that never arrived: dropped, or given up after the last attempt. */
  lost = 0;

  constructor(readonly sandbox: TestSandbox) {}

  get accepted(): number {
    return this.#accepted.size;
  }

  async look(): Promise<void> {
    const { entries } = await this.sandbox.control<{ entries: Entry[] }>("GET", `/journal?after=${this.#after}`);
    this.#open = 0;
    for (const entry of entries) {
      if (entry.kind === "callback") {
        // Its outcome comes later: the next look begins here again.
        if (entry.status === undefined) {
          this.#open += 1;
          continue;
        }
        if (this.#seen.has(entry.n)) continue;
        this.#seen.add(entry.n);
        if (entry.status === 200) this.#accepted.set(entry.n, entry);
        else this.lost += 1;
      }
    }
    const firstOpen = entries.find((entry) => entry.kind === "callback" && entry.status === undefined);
    this.#after = firstOpen ? firstOpen.n - 1 : (entries.at(-1)?.n ?? this.#after);
  }

  async settle(timeoutMs: number): Promise<void> {
    await eventually(
      "every delivery has its outcome",
      async () => {
        await this.look();
        return this.#open === 0;
      },
      timeoutMs,
    );
  }

  /** Acknowledged, but not in our inbox. */
  async missingFrom(app: App): Promise<string[]> {
    const stored = new Set(
      (await inbox(app)).map((xml) =>
        keyOf(textOf(xml, "Event"), textOf(xml, "ChangeType"), Number(textOf(xml, "CreateTime")), (name) =>
          textOf(xml, name),
        ),
      ),
    );
    const keyAt = (entry: Entry, at: number) =>
      keyOf(entry.event, entry.changeType ?? "", at, (name) => String(entry.fields[name] ?? ""));
    return [...this.#accepted.values()]
      .filter((entry) => ![entry.at, entry.at - 1].some((at) => stored.has(keyAt(entry, at))))
      .map((entry) => keyAt(entry, entry.at));
  }

  /** By pair: unix seconds of the latest deletion by the customer that we heard of. */
  async lastDeletions(app: App): Promise<Map<string, number>> {
    const last = new Map<string, number>();
    for (const xml of await inbox(app)) {
      if (textOf(xml, "ChangeType") !== "del_follow_user") continue;
      const pair = `${textOf(xml, "ExternalUserID")} ${textOf(xml, "UserID")}`;
      last.set(pair, Math.max(last.get(pair) ?? 0, Number(textOf(xml, "CreateTime"))));
    }
    return last;
  }
}

async function inbox(app: App): Promise<string[]> {
  const rows: { xml: string }[] = await app.db.query("SELECT xml FROM callback_events WHERE corp_id = ?", [
    app.config.wecom.corpId,
  ]);
  return rows.map((row) => row.xml);
}

const keyOf = (event: string, changeType: string, at: number, read: (name: string) => string) =>
  [event, changeType, at, ...identity.map(read)].join("|");

function textOf(xml: string, name: string): string {
  return new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`, "s").exec(xml)?.[1] ?? "";
}
