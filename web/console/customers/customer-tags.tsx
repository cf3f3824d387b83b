import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Select, Tag } from "antd";
import type { TagGroupRow } from "../../../src/contacts/contacts.schema";
import { shownError } from "../../shared/errors";
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
    mutationFn: (input: { add: string[]; remove: string[] }) => api.post(`${path}/tags`, input),
    onSuccess: () => queries.invalidateQueries({ queryKey: [path] }),
    onError: (error) => void message.warning(shownError(error).text),
  });
  const has = [...new Map(profile.relations.flatMap((relation) => relation.tags).map((tag) => [tag.id, tag])).values()];
  const held = new Set(has.map((tag) => tag.id));
  return (
    <section className="ct-card">
      <h2>标签</h2>
      <div className="ct-filters">
        {has.map((tag) => (
          <Tag
            key={tag.id}
            closable
            onClose={(event) => {
              event.preventDefault();
              change.mutate({ add: [], remove: [tag.id] });
            }}
          >
            {tag.name}
          </Tag>
        ))}
        {has.length === 0 && <span className="ct-quiet">还没有标签</span>}
      </div>
      <Select
        showSearch
        placeholder="添加标签"
        aria-label="添加标签"
        value={null}
        loading={change.isPending}
        optionFilterProp="label"
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
