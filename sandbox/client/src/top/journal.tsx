import { CopyOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Checkbox, Drawer, Input, Segmented, Tag } from "antd";
import { useMemo, useState } from "react";
import { useJournal } from "../api/journal";
import { pulse } from "../api/live";
import type { JournalEntry } from "../api/types";
import { useDirectory } from "../corp";
import { useAction } from "../notify";
import { Failure, Nothing, Waiting } from "../state-views";
import { fullTime, timeOf } from "../time";
import { detailOf, hasFailed, wordsOf } from "./journal-words";

type Kind = JournalEntry["kind"];

const KINDS: Record<Kind, { label: string; color: string }> = {
  callback: { label: "回调", color: "blue" },
  api: { label: "接口", color: "green" },
  phone: { label: "手机", color: "gold" },
  action: { label: "操作", color: "default" },
};
const FILTERS = [
  { value: "all" as const, label: "全部" },
  ...Object.entries(KINDS).map(([value, { label }]) => ({ value: value as Kind, label })),
];
const SHOWN = 200;

interface Line {
  entry: JournalEntry;
  text: string;
  name: string;
}

/** What went back and forth: the members' and customers' doings, WeCom's callbacks, the app's calls, and what reached the phones. */
export function JournalDrawer({ onClose }: { onClose: () => void }) {
  const journal = useJournal();
  const { nameOf } = useDirectory();
  const [kind, setKind] = useState<Kind | "all">("all");
  const [failed, setFailed] = useState(false);
  const [search, setSearch] = useState("");
  const lines = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const fits = ({ entry, text, name }: Line): boolean =>
      wanted === "" ||
      `${text} ${name}`.toLowerCase().includes(wanted) ||
      (entry.kind === "api" && String(entry.errcode ?? 0) === wanted);
    return journal.entries
      .filter((entry) => (kind === "all" || entry.kind === kind) && (!failed || hasFailed(entry)))
      .map((entry) => ({ entry, ...wordsOf(entry, nameOf) }))
      .filter(fits)
      .slice(-SHOWN)
      .reverse();
  }, [journal.entries, kind, failed, search, nameOf]);
  const narrowed = kind !== "all" || failed || search.trim() !== "";
  return (
    <Drawer open onClose={onClose} title="往来记录" size={440} mask={false} className="journal-drawer">
      <div className="journal-filters">
        <Segmented block options={FILTERS} value={kind} onChange={setKind} aria-label="种类" />
        <div className="journal-search">
          <Input
            allowClear
            prefix={<SearchOutlined />}
            placeholder="搜名称或错误码，例如 45009"
            aria-label="搜索往来记录"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <Checkbox checked={failed} onChange={(event) => setFailed(event.target.checked)}>
            只看失败
          </Checkbox>
        </div>
      </div>
      {journal.error ? <Failure error={journal.error} retry={pulse.poke} /> : null}
      {journal.loading ? <Waiting rows={8} /> : null}
      {!journal.loading && !journal.error && lines.length === 0 ? (
        <Nothing text={narrowed ? "没有符合条件的记录" : "还没有往来。在手机上发一条消息试试"} />
      ) : null}
      <ul className="journal">
        {lines.map((line) => (
          <Row key={line.entry.n} line={line} />
        ))}
      </ul>
    </Drawer>
  );
}

/** One line; a tap shows all that is known of it. */
function Row({ line: { entry, text, name } }: { line: Line }) {
  const [open, setOpen] = useState(false);
  const bad = hasFailed(entry);
  return (
    <li>
      <button type="button" className="journal-line" aria-expanded={open} onClick={() => setOpen(!open)}>
        <time className="muted" title={fullTime(entry.at)}>
          {timeOf(entry.at)}
        </time>
        <Tag color={bad ? "red" : KINDS[entry.kind].color}>{KINDS[entry.kind].label}</Tag>
        <span className="journal-text">
          {text}
          {name && name !== text ? <span className="muted journal-name">{name}</span> : null}
        </span>
        {entry.kind === "api" ? (
          <span className={bad ? "journal-code journal-bad" : "journal-code"}>{entry.errcode ?? 0}</span>
        ) : null}
      </button>
      {open ? <Detail entry={entry} /> : null}
    </li>
  );
}

function Detail({ entry }: { entry: JournalEntry }) {
  const { run } = useAction();
  const text = detailOf(entry);
  return (
    <div className="journal-detail">
      <pre>{text}</pre>
      <Button
        size="small"
        icon={<CopyOutlined />}
        onClick={() => void run(() => navigator.clipboard.writeText(text), "已复制")}
      >
        复制
      </Button>
    </div>
  );
}
