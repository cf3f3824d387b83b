import { PlusOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import type { WayRow } from "../../../src/contactways/contactways.schema";
import { Tag } from "../../shared/parts/tag";
import { Blank } from "../parts/blank";
import { type Column, DataTable } from "../parts/data-table";
import { LoadMore } from "../parts/load-more";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { useMe } from "../use-me";
import { usePages } from "../use-pages";
import { GroupWays } from "./group-ways";
import { NewWay } from "./new-way";
import { WayDrawer } from "./way-drawer";
import { stayWords, wayState, whoWords } from "./way-words";
import "./contactways.css";

/** QR codes by channel: whom they lead to, who came by them, who stayed. */
export function ContactWays() {
  const me = useMe();
  const [search, setSearch] = useSearchParams();
  const shown = search.get("show") ?? "live";
  const deleted = shown === "deleted";
  const groups = shown === "groups";
  const open = search.get("id");
  const ways = usePages<WayRow>("/contactways", deleted ? { deleted: "1" } : {}, { refetchMs: 20_000 });
  const mayEdit = me !== undefined && me.role !== "rep";
  const show = (id: string | null) => setSearch({ ...(deleted && { show: shown }), ...(id && { id }) });
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => show("new")}>
      新建活码
    </Button>
  );
  const isEmpty = ways.rows?.length === 0;
  return (
    <>
      <PageHead
        title="渠道活码"
        hint="一个渠道一个码：客户扫码后，来源、标签和欢迎语自动对上。换成员不用重印。"
        extra={mayEdit && !groups && !(isEmpty && !deleted) && create}
      />
      <div className="ct-filters">
        <Segmented
          value={shown}
          options={[
            { value: "live", label: "加好友" },
            { value: "groups", label: "加群" },
            { value: "deleted", label: "已停用" },
          ]}
          onChange={(next) => setSearch(next === "live" ? {} : { show: next })}
        />
      </div>
      {groups ? <GroupWays /> : <Ways ways={ways} deleted={deleted} create={mayEdit && create} onShow={show} />}
      {open === "new" && <NewWay onClose={() => show(null)} onMade={show} />}
      {open && open !== "new" && <WayDrawer key={open} id={open} mayEdit={mayEdit} onClose={() => show(null)} />}
    </>
  );
}

interface WaysProps {
  ways: ReturnType<typeof usePages<WayRow>>;
  deleted: boolean;
  create: ReactNode;
  onShow(id: string): void;
}

function Ways({ ways, deleted, create, onShow }: WaysProps) {
  return (
    <>
      {ways.error && <Problem error={ways.error} onRetry={() => ways.refetch()} />}
      {!ways.rows && !ways.error && <PageSkeleton rows={6} />}
      {ways.rows?.length === 0 && (
        <section className="ct-card">
          <Blank action={!deleted && create}>
            {deleted
              ? "还没有停用的活码。停用后，这里仍能查到它带来的客户。"
              : "还没有渠道活码。给门店海报、包装卡、公众号各建一个码，就能看清客户从哪里来、留下了多少。"}
          </Blank>
        </section>
      )}
      {ways.rows && ways.rows.length > 0 && (
        <section className="ct-card" data-flush="">
          <DataTable
            label="渠道活码"
            columns={columnsFor(onShow)}
            rows={ways.rows}
            keyOf={(row) => row.id}
            onOpen={(row) => onShow(row.id)}
          />
          <LoadMore hasMore={ways.hasNextPage} loading={ways.isFetchingNextPage} onMore={() => ways.fetchNextPage()} />
        </section>
      )}
    </>
  );
}

function columnsFor(show: (id: string) => void): Column<WayRow>[] {
  return [
    {
      title: "活码",
      phone: "head",
      render: (row) => (
        <div className="ct-person">
          {row.qrCode ? <img className="cw-thumb" src={row.qrCode} alt="" /> : <span className="cw-thumb" />}
          <div>
            <button
              type="button"
              className="ct-link cw-name ct-ellipsis ct-block"
              title={row.name}
              onClick={(event) => {
                event.stopPropagation();
                show(row.id);
              }}
            >
              {row.name}
            </button>
            <small className="ct-quiet ct-ellipsis ct-block" title={whoWords(row)}>
              {whoWords(row)}
            </small>
          </div>
        </div>
      ),
    },
    { title: "今天", width: 72, render: (row) => <Count value={row.addedToday} /> },
    { title: "累计添加", width: 88, render: (row) => <Count value={row.added} /> },
    { title: "还在", width: 120, render: (row) => stayWords(row) },
    { title: "流失", width: 72, render: (row) => <Count value={row.lost} /> },
    {
      title: "标签",
      width: 180,
      render: (row) =>
        row.tags.length > 0 ? (
          <span className="cw-tags">
            {row.tags.map((tag) => (
              <Tag key={tag.id}>{tag.name}</Tag>
            ))}
          </span>
        ) : (
          "—"
        ),
    },
    { title: "状态", width: 112, render: (row) => <State row={row} /> },
  ];
}

function Count({ value }: { value: number }) {
  return value === 0 ? <span className="ct-quiet">0</span> : value;
}

function State({ row }: { row: WayRow }) {
  const { word, tone } = wayState(row);
  return <Tag tone={tone}>{word}</Tag>;
}
