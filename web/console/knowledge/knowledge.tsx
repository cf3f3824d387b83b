import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useSearchParams } from "react-router";
import type { ArticleSummary } from "../../../src/knowledge/knowledge.schema";
import { Tag } from "../../shared/parts/tag";
import { Time } from "../../shared/parts/time";
import type { Wire } from "../../shared/wire";
import { Blank } from "../parts/blank";
import { type Column, DataTable } from "../parts/data-table";
import { LoadMore } from "../parts/load-more";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { SearchBox } from "../parts/search-box";
import { useMe } from "../use-me";
import { usePages } from "../use-pages";
import { ArticleEditor } from "./article-editor";
import "./knowledge.css";

type Row = Wire<ArticleSummary>;

/** What reps may say and send: articles and short answers. Suggestions are drawn from here, with their source. */
export function Knowledge() {
  const me = useMe();
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  const open = search.get("id");
  const articles = usePages<Row>("/knowledge/articles", { q });
  const mayEdit = me !== undefined && me.role !== "rep";
  const show = (id: string | null) => setSearch({ ...(q && { q }), ...(id && { id }) });
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => show("new")}>
      新建
    </Button>
  );
  const columns: Column<Row>[] = [
    {
      title: "标题",
      phone: "head",
      render: (row) => (
        <>
          <button
            type="button"
            className="ct-link kn-title ct-ellipsis ct-block"
            title={row.title}
            onClick={(event) => {
              event.stopPropagation();
              show(row.id);
            }}
          >
            {row.title}
          </button>
          <small className="ct-quiet ct-ellipsis ct-block">{row.excerpt}</small>
        </>
      ),
    },
    { title: "分类", width: 104, render: (row) => row.category || "—" },
    { title: "类型", width: 72, render: (row) => (row.kind === "snippet" ? "话术" : "文章") },
    {
      title: "状态",
      width: 88,
      render: (row) => (row.state === "published" ? <Tag tone="success">已发布</Tag> : <Tag>草稿</Tag>),
    },
    { title: "更新", width: 120, render: (row) => <Time at={row.updatedAt} /> },
  ];
  return (
    <>
      <PageHead
        title="知识库"
        hint="侧边栏的回复建议都出自这里，每一条都写明出处。"
        extra={mayEdit && articles.rows && articles.rows.length > 0 && create}
      />
      <div className="ct-filters">
        <SearchBox label="标题和内容" value={q} width={280} onSearch={(next) => setSearch(next ? { q: next } : {})} />
      </div>
      {articles.error && <Problem error={articles.error} onRetry={() => articles.refetch()} />}
      {!articles.rows && !articles.error && <PageSkeleton rows={8} />}
      {articles.rows?.length === 0 && (
        <section className="ct-card">
          <Blank action={!q && mayEdit && create}>
            {q ? "没有找到相关内容，换个说法试试。" : "还没有知识。先写一篇客户最常问的问题，侧边栏就能用它来回答。"}
          </Blank>
        </section>
      )}
      {articles.rows && articles.rows.length > 0 && (
        <section className="ct-card" data-flush="">
          <DataTable
            label="知识"
            columns={columns}
            rows={articles.rows}
            keyOf={(row) => row.id}
            onOpen={(row) => show(row.id)}
          />
          <LoadMore
            hasMore={articles.hasNextPage}
            loading={articles.isFetchingNextPage}
            onMore={() => articles.fetchNextPage()}
          />
        </section>
      )}
      {open && (
        <ArticleEditor key={open} id={open === "new" ? null : open} mayEdit={mayEdit} onClose={() => show(null)} />
      )}
    </>
  );
}
