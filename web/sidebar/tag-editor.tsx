import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { TagGroupRow } from "../../src/contacts/contacts.schema";
import { Skeleton } from "../shared/parts/skeleton";
import { Tag } from "../shared/parts/tag";
import { distinctTags } from "../shared/tags";
import { tellRefusal } from "./refusal";
import { api } from "./sidebar-api";
import { customerKey, customerPath, type Profile } from "./use-customer";

interface Change {
  add: string[];
  remove: string[];
  userid?: string;
}

/** One tap opens the tags, one tap sets one. WeCom is told first; what is shown is what it took. */
export function TagEditor({ profile, me }: { profile: Profile; me: string | undefined }) {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const held = distinctTags(profile.relations);
  const change = useMutation({
    mutationFn: (input: Change) => api.post(customerPath(profile.externalUserid, "/tags"), input),
    onSuccess: () => queries.invalidateQueries({ queryKey: customerKey(profile.externalUserid, "profile") }),
    onError: tellRefusal,
  });
  const mayEdit = profile.relations.some((relation) => relation.userid.toLowerCase() === me?.toLowerCase());
  return (
    <section aria-label="标签" className="sb-tag-editor">
      <div className="eg-tags">
        {held.map((tag) => (
          <Tag
            key={tag.id}
            title={tag.groupName}
            {...(mayEdit && {
              onRemove: {
                label: `移除标签「${tag.name}」`,
                run: () => change.mutate({ add: [], remove: [tag.id], userid: tag.userid }),
              },
            })}
          >
            {tag.name}
          </Tag>
        ))}
        {held.length === 0 && <span className="sb-quiet">还没有标签</span>}
        <button type="button" className="sb-add" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "收起" : "+ 标签"}
        </button>
      </div>
      {open && (
        <TagPicker
          held={new Set(held.map((tag) => tag.id))}
          busy={change.isPending}
          onPick={(id) => change.mutate({ add: [id], remove: [] })}
        />
      )}
    </section>
  );
}

interface PickerProps {
  held: Set<string>;
  busy: boolean;
  onPick(id: string): void;
}

function TagPicker({ held, busy, onPick }: PickerProps) {
  const [words, setWords] = useState("");
  const tags = useQuery({
    queryKey: ["tags"],
    queryFn: ({ signal }) => api.get<{ data: TagGroupRow[] }>("/tags", {}, signal),
    staleTime: 300_000,
  });
  const wanted = words.trim().toLowerCase();
  const groups = (tags.data?.data ?? [])
    .map((group) => ({
      ...group,
      tags: group.tags.filter((tag) => !held.has(tag.id) && tag.name.toLowerCase().includes(wanted)),
    }))
    .filter((group) => group.tags.length > 0);
  return (
    <div className="sb-picker">
      <input
        type="search"
        placeholder="找标签"
        aria-label="找标签"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {!tags.data && !tags.error && <Skeleton rows={2} />}
      {tags.data && groups.length === 0 && <p className="sb-quiet">没有可添加的标签。</p>}
      {groups.map((group) => (
        <div key={group.id}>
          <p className="sb-small">{group.name}</p>
          <div className="eg-tags">
            {group.tags.map((tag) => (
              <button key={tag.id} type="button" className="sb-add" disabled={busy} onClick={() => onPick(tag.id)}>
                {tag.name}
              </button>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
