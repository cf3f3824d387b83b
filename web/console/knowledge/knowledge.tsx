import { PlusOutlined } from "@ant-design/icons";
import { Button, Empty, Input, Table, Tag } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { ArticleSummary } from "../../../src/knowledge/knowledge.schema";
import type { Wire } from "../../shared/wire";
import { LoadMore } from "../parts/load-more";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { Time } from "../parts/time";
import { usePages } from "../use-pages";
import { ArticleEditor } from "./article-editor";

type Row = Wire<ArticleSummary>;

/** What reps may say and send: articles and short answers. Suggestions are drawn from here, with their source. */
export function Knowledge() {
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  const open = search.get("id");
  const [words, setWords] = useState(q);
  const articles = usePages<Row>("/knowledge/articles", { q });
  const show = (id: string | null) => setSearch({ ...(q && { q }), ...(id && { id }) });
  return (
    <>
      <PageHead
        title="知识库"
        hint="侧边栏的回复建议都出自这里,每一条都写明出处。"
        extra={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => show("new")}>
            新建
          </Button>
        }
      />
      <div className="ct-filters">
        <Input.Search
          allowClear
          placeholder="搜标题和内容"
          aria-label="搜标题和内容"
          style={{ width: 260 }}
          value={words}
          onChange={(event) => setWords(event.target.value)}
          onSearch={(value) => setSearch(value.trim() ? { q: value.trim() } : {})}
        />
      </div>
      {articles.error && <Problem error={articles.error} onRetry={() => articles.refetch()} />}
      {!articles.rows && !articles.error && <PageSkeleton />}
      {articles.rows?.length === 0 && (
        <Empty description={q ? "没有找到相关内容,换个说法试试。" : "还没有知识。先写一篇客户最常问的问题吧。"} />
      )}
      {articles.rows && articles.rows.length > 0 && (
        <section className="ct-card">
          <Table
            rowKey="id"
            size="middle"
            pagination={false}
            scroll={{ x: 720 }}
            dataSource={articles.rows}
            onRow={(row) => ({ onClick: () => show(row.id), style: { cursor: "pointer" } })}
            columns={[
              {
                title: "标题",
                render: (_, row) => (
                  <>
                    <button type="button" className="ct-link" onClick={() => show(row.id)}>
                      {row.title}
                    </button>
                    <div className="ct-quiet ct-ellipsis ct-excerpt">{row.excerpt}</div>
                  </>
                ),
              },
              { title: "分类", width: 110, dataIndex: "category" },
              { title: "类型", width: 80, render: (_, row) => (row.kind === "snippet" ? "话术" : "文章") },
              {
                title: "状态",
                width: 90,
                render: (_, row) => (row.state === "published" ? <Tag color="success">已发布</Tag> : <Tag>草稿</Tag>),
              },
              { title: "更新", width: 120, render: (_, row) => <Time at={row.updatedAt} /> },
            ]}
          />
          <LoadMore
            hasMore={articles.hasNextPage}
            loading={articles.isFetchingNextPage}
            onMore={() => articles.fetchNextPage()}
          />
        </section>
      )}
      {open && <ArticleEditor key={open} id={open === "new" ? null : open} onClose={() => show(null)} />}
    </>
  );
}
