import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Tag } from "../../shared/parts/tag";
import { distinctTags } from "../../shared/tags";
import { calendarWords, dateKind, daysLeftWords } from "../../shared/words";
import { api } from "../api";
import type { Profile } from "../customers/customer-page";
import { Stage } from "../parts/stage";

const TAGS_SHOWN = 6;

/** Who is talking, beside what was said. Nothing when the customer is out of sight. */
export function ThreadCustomer({ externalUserid }: { externalUserid: string }) {
  const path = `/customers/${encodeURIComponent(externalUserid)}`;
  const profile = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<{ data: Profile }>(path, {}, signal),
    staleTime: 60_000,
  });
  const data = profile.data?.data;
  if (!data) return null;
  const tags = distinctTags(data.relations);
  const next = [...data.dates].sort((a, b) => a.daysLeft - b.daysLeft)[0];
  return (
    <section className="cv-customer" aria-label="客户">
      <div className="eg-tags">
        <Stage stage={data.stage} />
        {tags.slice(0, TAGS_SHOWN).map((tag) => (
          <Tag key={tag.id}>{tag.name}</Tag>
        ))}
        {tags.length > TAGS_SHOWN && <span className="ct-quiet">+{tags.length - TAGS_SHOWN}</span>}
      </div>
      <Link to={path}>客户资料</Link>
      {next && (
        <p className="ct-quiet">
          {next.label || dateKind[next.kind]} {calendarWords(next)} · {daysLeftWords(next.daysLeft)}
        </p>
      )}
    </section>
  );
}
