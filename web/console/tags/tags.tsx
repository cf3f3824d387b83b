import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import type { TagGroupRow } from "../../../src/contacts/contacts.schema";
import { spokenNumber } from "../../shared/time";
import { api } from "../api";
import { Blank } from "../parts/blank";
import { PageHead } from "../parts/page-head";
import { PageSkeleton } from "../parts/page-skeleton";
import { Problem } from "../parts/problem";
import { SearchBox } from "../parts/search-box";
import { useMe } from "../use-me";
import { NewTags } from "./new-tags";
import { TagGroupCard } from "./tag-group-card";
import "./tags.css";

/** WeCom's limit, corp and strategy tags together. */
const MAX_TAGS = 10_000;

/** 企业标签: groups, tags, how many customers have them, and who may change them. */
export function Tags() {
  const me = useMe();
  const [q, setQ] = useState("");
  const [adding, setAdding] = useState<{ groupId?: string; groupName?: string } | null>(null);
  const tags = useQuery({
    queryKey: ["/tags"],
    queryFn: ({ signal }) => api.get<{ data: TagGroupRow[] }>("/tags", {}, signal),
  });
  const groups = tags.data?.data;
  const count = groups?.reduce((sum, group) => sum + group.tags.length, 0) ?? 0;
  const mayEdit = me !== undefined && me.role !== "rep";
  const shown = groups
    ?.map((group) => ({
      ...group,
      tags: group.name.includes(q) ? group.tags : group.tags.filter((tag) => tag.name.includes(q)),
    }))
    .filter((group) => group.tags.length > 0);
  return (
    <>
      <PageHead
        title="标签"
        hint={
          groups &&
          `${groups.length} 个标签组，${spokenNumber(count)} 个标签 · 企业微信最多 ${spokenNumber(MAX_TAGS)} 个`
        }
        extra={
          mayEdit && (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding({})}>
              新建标签
            </Button>
          )
        }
      />
      {tags.error && <Problem error={tags.error} onRetry={() => tags.refetch()} />}
      {!groups && !tags.error && <PageSkeleton rows={6} />}
      {groups && groups.length > 0 && (
        <>
          <div className="ct-filters">
            <SearchBox label="标签或标签组" value={q} width={240} onSearch={setQ} />
          </div>
          <p className="ct-quiet tg-note">
            这里的改动会同步到企业微信。带「管理后台」字样的标签不是在这里创建的，企业微信只允许在创建它的地方修改；给客户打标签不受影响。
          </p>
        </>
      )}
      {groups?.length === 0 && (
        <section className="ct-card">
          <Blank
            action={
              mayEdit && (
                <Button type="primary" onClick={() => setAdding({})}>
                  新建标签
                </Button>
              )
            }
          >
            还没有标签。用标签把客户分类后，可以按标签筛选客户、推送知识。
          </Blank>
        </section>
      )}
      {shown?.length === 0 && groups && groups.length > 0 && (
        <section className="ct-card">
          <Blank>没有符合的标签，换个词试试。</Blank>
        </section>
      )}
      {shown?.map((group) => (
        <TagGroupCard
          key={group.id}
          group={group}
          // Order is of the whole group, so only a whole group can be ordered.
          mayOrder={mayEdit && q === ""}
          mayEdit={mayEdit}
          onAdd={() => setAdding({ groupId: group.id, groupName: group.name })}
        />
      ))}
      <NewTags target={adding} groups={groups ?? []} onClose={() => setAdding(null)} />
    </>
  );
}
