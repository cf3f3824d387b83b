import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Select } from "antd";
import type { TagGroupRow } from "../../../src/contacts/contacts.schema";
import { shownError } from "../../shared/errors";
import { Tag } from "../../shared/parts/tag";
import { distinctTags } from "../../shared/tags";
import { api } from "../api";
import type { Profile } from "./customer-page";

/** A change is written to WeCom first; what is shown afterwards is what WeCom took. */
export function CustomerTags({ path, profile }: { path: string; profile: Profile }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const all = useQuery({
    queryKey: ["/tags"],
    queryFn: () => api.get<{ data: TagGroupRow[] }>("/tags"),
    staleTime: 60_000,
  });
  const change = useMutation({
    mutationFn: (input: { add: string[]; remove: string[]; userid?: string }) => api.post(`${path}/tags`, input),
    onSuccess: () => queries.invalidateQueries({ queryKey: [path] }),
    onError: (error) => void message.warning(shownError(error).text),
  });
  const has = distinctTags(profile.relations);
  const held = new Set(has.map((tag) => tag.id));
  return (
    <section className="ct-card">
      <h2>标签</h2>
      <div className="eg-tags" style={{ marginBottom: 12 }}>
        {has.map((tag) => (
          <Tag
            key={tag.id}
            title={tag.groupName}
            onRemove={{
              label: `移除标签「${tag.name}」`,
              run: () => change.mutate({ add: [], remove: [tag.id], userid: tag.userid }),
            }}
          >
            {tag.name}
          </Tag>
        ))}
        {has.length === 0 && <span className="ct-quiet">还没有标签</span>}
      </div>
      <Select
        showSearch={{ optionFilterProp: "label" }}
        placeholder="添加标签"
        aria-label="添加标签"
        value={null}
        loading={change.isPending}
        disabled={profile.relations.length === 0}
        style={{ width: "100%" }}
        options={all.data?.data.map((group) => ({
          label: group.name,
          options: group.tags.filter((tag) => !held.has(tag.id)).map((tag) => ({ value: tag.id, label: tag.name })),
        }))}
        onChange={(tagId: string | null) => tagId && change.mutate({ add: [tagId], remove: [] })}
      />
    </section>
  );
}
