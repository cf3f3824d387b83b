import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ArticleDetail } from "../../src/knowledge/knowledge.schema";
import { shownError } from "../shared/errors";
import { Skeleton } from "../shared/parts/skeleton";
import type { Wire } from "../shared/wire";
import { api } from "./sidebar-api";
import type { Reply } from "./use-customer";

interface Props {
  source: Reply["source"];
  reason: string;
}

/** Where it comes from (a tap opens it here) and why, in grey. */
export function SourceLine({ source, reason }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <p className="sb-source">
        来自{" "}
        <button type="button" className="sb-link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {source.title}
        </button>
        {source.section && ` · ${source.section}`}
        {reason && ` · ${reason}`}
      </p>
      {open && <Article id={source.articleId} />}
    </>
  );
}

function Article({ id }: { id: string }) {
  const article = useQuery({
    queryKey: ["article", id],
    queryFn: ({ signal }) => api.get<{ data: Wire<ArticleDetail> }>(`/knowledge/articles/${id}`, {}, signal),
    staleTime: 300_000,
  });
  if (article.error) return <p className="sb-small">{shownError(article.error).text}</p>;
  if (!article.data) return <Skeleton rows={3} />;
  const { body, attributes } = article.data.data;
  return (
    <div className="sb-article">
      {attributes.length > 0 && (
        <p>{attributes.map((attribute) => `${attribute.name} ${attribute.value}`).join(" · ")}</p>
      )}
      <p>{body}</p>
    </div>
  );
}
