import { Drawer, Tag } from "antd";
import { useJournal } from "../api/journal";
import { pulse } from "../api/live";
import type { JournalEntry } from "../api/types";
import { useDirectory } from "../corp";
import { Failure, Nothing, Waiting } from "../state-views";
import { fullTime, timeOf } from "../time";
import { ACTIONS, CALLS, EVENTS } from "./words";

const KINDS: Record<JournalEntry["kind"], { label: string; color: string }> = {
  callback: { label: "回调", color: "blue" },
  api: { label: "接口", color: "green" },
  phone: { label: "手机", color: "gold" },
  action: { label: "操作", color: "default" },
};
const SHOWN = 200;
/** How a callback stands when it is not answered with 200. */
const STATUS: Record<string, string> = {
  waiting: "等待应答",
  dropped: "已按设置丢弃",
  refused: "应用没有接听",
  timeout: "应用没有及时应答",
};

/** What went back and forth: the members' and customers' doings, WeCom's callbacks, the app's calls, and what reached the phones. */
export function JournalDrawer({ onClose }: { onClose: () => void }) {
  const journal = useJournal();
  const entries = journal.entries.slice(-SHOWN).reverse();
  return (
    <Drawer open onClose={onClose} title="往来记录" size={420} mask={false}>
      {journal.error ? <Failure error={journal.error} retry={pulse.poke} /> : null}
      {journal.loading ? <Waiting rows={8} /> : null}
      {!journal.loading && !journal.error && entries.length === 0 ? (
        <Nothing text="还没有往来。在手机上发一条消息试试" />
      ) : null}
      <ul className="journal">
        {entries.map((entry) => (
          <li key={entry.n}>
            <time className="muted" title={fullTime(entry.at)}>
              {timeOf(entry.at)}
            </time>
            <Tag color={entry.kind === "api" && entry.errcode ? "red" : KINDS[entry.kind]?.color}>
              {KINDS[entry.kind]?.label ?? entry.kind}
            </Tag>
            <Words entry={entry} />
          </li>
        ))}
      </ul>
    </Drawer>
  );
}

function Words({ entry }: { entry: JournalEntry }) {
  const { nameOf } = useDirectory();
  const { text, name } = wordsOf(entry, nameOf);
  return (
    <span className="journal-text">
      {text}
      {name && name !== text ? <span className="muted journal-name">{name}</span> : null}
    </span>
  );
}

/** What happened in words, and its technical name for those who look closer. */
function wordsOf(entry: JournalEntry, nameOf: (id: string) => string): { text: string; name: string } {
  switch (entry.kind) {
    case "api": {
      const name = (entry.path ?? "").replace("/cgi-bin/", "");
      return { text: `${CALLS[name] ?? name}${entry.errcode ? `,返回 ${entry.errcode}` : ""}`, name };
    }
    case "callback": {
      const name = [entry.event, entry.changeType].filter(Boolean).join(" ");
      const what = [entry.event, entry.changeType].map((word) => (word ? (EVENTS[word] ?? word) : "")).filter(Boolean);
      const tries = (entry.attempts ?? 1) > 1 ? `,共 ${entry.attempts} 次` : "";
      const delivered = entry.status === 200 ? "" : `,${STATUS[String(entry.status)] ?? `应答 ${entry.status}`}`;
      return { text: `${what.join(" · ")}${delivered}${tries}`, name };
    }
    case "phone":
      return { text: `${nameOf(entry.externalUserid ?? "")} 收到 ${entry.text || "附件"}`, name: entry.via ?? "" };
    default: {
      const name = String(entry.type ?? entry.action ?? "");
      const { userid, from, externalUserid } = (entry.fields ?? {}) as Record<string, unknown>;
      const who = [from, externalUserid, userid].find((id): id is string => typeof id === "string");
      return { text: [who ? nameOf(who) : "", ACTIONS[name] ?? name].filter(Boolean).join(" "), name };
    }
  }
}
