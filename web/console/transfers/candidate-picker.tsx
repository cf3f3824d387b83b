import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Select } from "antd";
import { useState } from "react";
import type { TagGroupRow } from "../../../src/contacts/contacts.schema";
import type { OwnedGroup, TransferCandidate } from "../../../src/transfers/transfers.schema";
import { Avatar } from "../../shared/parts/avatar";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import { fullTime } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { type Column, DataTable } from "../parts/data-table";
import { LoadMore } from "../parts/load-more";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { SearchBox } from "../parts/search-box";
import { usePages } from "../use-pages";
import { StartTransfer } from "./start-transfer";
import { countWords } from "./transfer-words";

type Candidate = Wire<TransferCandidate>;

interface Props {
  kind: "on_job" | "resigned";
  from: { userid: string; name: string };
  picked?: string[];
}

/** WeCom takes no third transfer within 90 days; of a leaver's customers it decides itself. */
const canGo = (row: Candidate, kind: Props["kind"]) => !row.running && (kind === "resigned" || row.possibleAt === null);

/** Customers and groups of one member, to tick and hand on. */
export function CandidatePicker({ kind, from, picked = [] }: Props) {
  const [filter, setFilter] = useState({ q: "", tagId: "" });
  const [chosen, setChosen] = useState(() => new Set(picked));
  const [chats, setChats] = useState(() => new Set<string>());
  const [open, setOpen] = useState<"chosen" | "all" | null>(null);
  const query = { kind, handoverUserid: from.userid, ...filter, limit: 100 };
  const customers = usePages<Candidate>("/transfers/candidates", query);
  const tags = useQuery({
    queryKey: ["/tags"],
    queryFn: () => api.get<{ data: TagGroupRow[] }>("/tags"),
    staleTime: 60_000,
  });
  const able = (customers.rows ?? []).filter((row) => canGo(row, kind));
  const allChosen = able.length > 0 && able.every((row) => chosen.has(row.externalUserid));
  const count = chosen.size + chats.size;

  function chooseAll(on: boolean) {
    const next = new Set(chosen);
    for (const row of able) {
      if (on) next.add(row.externalUserid);
      else next.delete(row.externalUserid);
    }
    setChosen(next);
  }

  function clear() {
    setChosen(new Set());
    setChats(new Set());
  }

  const columns: Column<Candidate>[] = [
    {
      title: "客户",
      phone: "head",
      render: (row) => (
        <Checkbox
          className="tr-check"
          checked={chosen.has(row.externalUserid)}
          disabled={!canGo(row, kind)}
          onChange={(event) => setChosen(toggled(chosen, row.externalUserid, event.target.checked))}
        >
          <Avatar name={row.remark || row.name} src={row.avatar} size={32} />
          <span className="ct-name ct-ellipsis" title={row.remark || row.name}>
            {row.remark || row.name}
          </span>
        </Checkbox>
      ),
    },
    { title: "标签", render: (row) => <TagLine names={row.tags.map((tag) => tag.name)} /> },
    { title: "最近往来", width: 128, render: (row) => <Time at={row.lastActivityAt} /> },
    { title: "能否转接", width: 190, render: (row) => <Possible row={row} kind={kind} /> },
  ];

  return (
    <>
      <Groups
        handoverUserid={from.userid}
        chosen={chats}
        onToggle={(chatId, on) => setChats(toggled(chats, chatId, on))}
      />
      <div className="ct-filters ct-gap">
        <SearchBox
          label="姓名或备注"
          value={filter.q}
          width={220}
          onSearch={(q) => setFilter((known) => ({ ...known, q }))}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          placeholder="标签"
          aria-label="按标签筛选"
          style={{ width: 150 }}
          value={filter.tagId || undefined}
          options={tags.data?.data.map((group) => ({
            label: group.name,
            options: group.tags.map((tag) => ({ value: tag.id, label: tag.name })),
          }))}
          onChange={(tagId) => setFilter((known) => ({ ...known, tagId: tagId ?? "" }))}
        />
        {able.length > 0 && (
          <Checkbox className="tr-all" checked={allChosen} onChange={(event) => chooseAll(event.target.checked)}>
            全选{customers.hasNextPage ? "已显示的" : ""} {able.length} 位
          </Checkbox>
        )}
        {customers.hasNextPage && !filter.q && !filter.tagId && (
          <button type="button" className="ct-link" onClick={() => setOpen("all")}>
            全部转接
          </button>
        )}
      </div>
      {customers.error && <Problem error={customers.error} onRetry={() => customers.refetch()} />}
      {!customers.rows && !customers.error && <PageSkeleton />}
      {customers.rows?.length === 0 && (
        <section className="ct-card">
          <Blank>
            {filter.q || filter.tagId ? "没有符合条件的客户，减少一个条件试试。" : `${from.name}没有需要转接的客户。`}
          </Blank>
        </section>
      )}
      {customers.rows && customers.rows.length > 0 && (
        <section className="ct-card" data-flush="">
          <DataTable
            label={`${from.name}的客户`}
            columns={columns}
            rows={customers.rows}
            keyOf={(row) => row.externalUserid}
          />
          <LoadMore
            hasMore={customers.hasNextPage}
            loading={customers.isFetchingNextPage}
            onMore={() => customers.fetchNextPage()}
          />
        </section>
      )}
      {count > 0 && (
        <div className="tr-foot">
          <span>
            已选 <strong>{countWords(chosen.size, chats.size)}</strong>
          </span>
          <Button onClick={clear}>清空</Button>
          <Button type="primary" onClick={() => setOpen("chosen")}>
            转接给同事
          </Button>
        </div>
      )}
      {open && (
        <StartTransfer
          kind={kind}
          from={from}
          {...(open === "all" ? { all: "uncounted" as const } : { externalUserids: [...chosen], chatIds: [...chats] })}
          onClose={(started) => {
            setOpen(null);
            if (started) clear();
          }}
        />
      )}
    </>
  );
}

function toggled(set: Set<string>, key: string, on: boolean): Set<string> {
  const next = new Set(set);
  if (on) next.add(key);
  else next.delete(key);
  return next;
}

function Possible({ row, kind }: { row: Candidate; kind: Props["kind"] }) {
  if (row.running) return <Tag tone="info">转接中</Tag>;
  if (row.possibleAt && kind === "on_job") {
    return (
      <span title={fullTime(row.possibleAt)}>
        <Tag tone="warning">90 天内已转 2 次</Tag>
        <small className="ct-quiet ct-block">
          <Time at={row.possibleAt} /> 起可再转
        </small>
      </span>
    );
  }
  if (row.recent > 0) return <span className="ct-quiet">可转接，90 天内已转 {row.recent} 次</span>;
  return <span className="ct-quiet">可转接</span>;
}

const TAGS_SHOWN = 2;

function TagLine({ names }: { names: string[] }) {
  if (names.length === 0) return <span className="ct-quiet">—</span>;
  return (
    <div className="eg-tags" title={names.join("、")}>
      {names.slice(0, TAGS_SHOWN).map((name) => (
        <Tag key={name}>{name}</Tag>
      ))}
      {names.length > TAGS_SHOWN && <span className="ct-quiet">+{names.length - TAGS_SHOWN}</span>}
    </div>
  );
}

interface GroupsProps {
  handoverUserid: string;
  chosen: Set<string>;
  onToggle(chatId: string, on: boolean): void;
}

function Groups({ handoverUserid, chosen, onToggle }: GroupsProps) {
  const groups = useQuery({
    queryKey: ["/transfers/groups", handoverUserid],
    queryFn: ({ signal }) => api.get<{ data: OwnedGroup[] }>("/transfers/groups", { handoverUserid }, signal),
  });
  const rows = groups.data?.data ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="ct-card">
      <div className="ct-card-head">
        <h2>客户群</h2>
        <span className="ct-count">{rows.length}</span>
        <small className="ct-quiet">勾选后换群主，马上生效</small>
      </div>
      <div className="tr-groups">
        {rows.map((group) => (
          <Checkbox
            key={group.chatId}
            checked={chosen.has(group.chatId)}
            disabled={group.running}
            onChange={(event) => onToggle(group.chatId, event.target.checked)}
          >
            <span className="ct-name">{group.name || "未命名的群"}</span>
            <small className="ct-quiet"> {group.running ? "转接中" : `${group.members} 人`}</small>
          </Checkbox>
        ))}
      </div>
    </section>
  );
}
