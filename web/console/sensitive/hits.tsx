import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { HitState, HitView } from "../../../src/sensitivewords/sensitivewords.schema";
import { useCompanyNow } from "../../shared/clock";
import { shownError } from "../../shared/errors";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import { spokenTime } from "../../shared/time";
import type { Wire } from "../../shared/wire";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { LoadMore } from "../parts/load-more";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { usePages } from "../use-pages";
import { HandleHits } from "./handle-hits";
import { HitContext } from "./hit-context";
import { Marked } from "./marked";

type Hit = Wire<HitView>;

export function Hits({ state }: { state: HitState }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [level, setLevel] = useState<string>();
  const [sender, setSender] = useState<string>();
  const [picked, setPicked] = useState<string[]>([]);
  const [handling, setHandling] = useState<string[] | null>(null);
  const hits = usePages<Hit>("/sensitive-hits", { state, level, sender });
  const handle = useMutation({
    mutationFn: (input: { ids: string[]; note: string }) =>
      api.post<{ data: { handled: number } }>("/sensitive-hits/handle", input),
    onSuccess: (answer) => {
      setHandling(null);
      setPicked([]);
      void message.success(`已处理 ${answer.data.handled} 条。`);
      return queries.invalidateQueries({ queryKey: ["/sensitive-hits"] });
    },
    onError: (error) => void message.warning(shownError(error).text),
  });
  return (
    <section className="ct-card">
      <div className="ct-filters">
        <Select
          aria-label="级别"
          placeholder="全部级别"
          allowClear
          value={level}
          onChange={setLevel}
          options={[
            { value: "high", label: "高级别" },
            { value: "normal", label: "普通" },
          ]}
        />
        <Select
          aria-label="谁说的"
          placeholder="全部发言人"
          allowClear
          value={sender}
          onChange={setSender}
          options={[
            { value: "member", label: "同事说的" },
            { value: "customer", label: "客户说的" },
          ]}
        />
        {picked.length > 0 && (
          <Button type="primary" onClick={() => setHandling(picked)}>
            处理所选 {picked.length} 条
          </Button>
        )}
      </div>
      {hits.error && <Problem error={hits.error} onRetry={() => hits.refetch()} />}
      {!hits.rows && !hits.error && <PageSkeleton rows={5} />}
      {hits.rows?.length === 0 && (
        <Blank action={state === "open" && <Link to="/sensitive?view=words">看看词表</Link>}>
          {state === "open"
            ? "没有待处理的敏感词。会话里出现词表中的词时，会列在这里。"
            : "处理过的会列在这里，附处理人和备注。"}
        </Blank>
      )}
      <ul className="sw-hits">
        {hits.rows?.map((hit) => (
          <HitItem
            key={hit.id}
            hit={hit}
            picked={picked.includes(hit.id)}
            onPick={(on) => setPicked(on ? [...picked, hit.id] : picked.filter((id) => id !== hit.id))}
            onHandle={() => setHandling([hit.id])}
          />
        ))}
      </ul>
      <LoadMore hasMore={hits.hasNextPage} loading={hits.isFetchingNextPage} onMore={() => hits.fetchNextPage()} />
      {handling && (
        <HandleHits
          count={handling.length}
          busy={handle.isPending}
          onCancel={() => setHandling(null)}
          onHandle={(note) => handle.mutate({ ids: handling, note })}
        />
      )}
    </section>
  );
}

interface ItemProps {
  hit: Hit;
  picked: boolean;
  onPick(on: boolean): void;
  onHandle(): void;
}

function HitItem({ hit, picked, onPick, onHandle }: ItemProps) {
  const now = useCompanyNow();
  const [open, setOpen] = useState(false);
  return (
    <li>
      <div className="sw-hit-head">
        {hit.state === "open" && (
          <Checkbox
            aria-label={`选择「${hit.word}」`}
            checked={picked}
            onChange={(event) => onPick(event.target.checked)}
          />
        )}
        <Tag tone={hit.level === "high" ? "error" : "warning"}>{hit.word}</Tag>
        {hit.groupName && <span className="ct-quiet">{hit.groupName}</span>}
        <span className="ct-ellipsis">
          <strong>{hit.sender.name}</strong> → {hit.partner}
        </span>
        <small className="ct-quiet sw-hit-time">
          <Time at={hit.at} />
        </small>
      </div>
      <p className="sw-hit-text">
        {hit.text === null ? (
          <span className="ct-quiet">这条消息已按保留期限删除</span>
        ) : (
          <Marked text={hit.text} marks={hit.highlights} />
        )}
        {hit.recalled && <span className="ct-quiet">（已撤回）</span>}
      </p>
      {hit.state === "handled" && (
        <p className="ct-quiet">
          {hit.handledBy} {hit.handledAt && spokenTime(hit.handledAt, now)}处理{hit.note && `：${hit.note}`}
        </p>
      )}
      {open && <HitContext threadId={hit.threadId} messageId={hit.messageId} />}
      <div className="sw-hit-acts">
        {hit.state === "open" && (
          <Button size="small" onClick={onHandle}>
            处理
          </Button>
        )}
        {hit.text !== null && (
          <>
            <Button size="small" type="text" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? "收起" : "前后文"}
            </Button>
            <Link to={`/conversations/${hit.threadId}?message=${hit.messageId}&watched=1`}>到会话里看</Link>
          </>
        )}
      </div>
    </li>
  );
}
