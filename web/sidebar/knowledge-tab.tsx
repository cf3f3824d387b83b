import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { SearchHit } from "../../src/knowledge/knowledge.schema";
import { shownError } from "../shared/errors";
import { Skeleton } from "../shared/parts/skeleton";
import { distinctTags } from "../shared/tags";
import type { Wire } from "../shared/wire";
import { Button } from "./parts/button";
import { toast } from "./parts/toast";
import { tellRefusal } from "./refusal";
import { api } from "./sidebar-api";
import type { Profile } from "./use-customer";
import { sendCard, sendText } from "./wecom";

type Hit = Wire<SearchHit>;

const TYPING_MS = 200;
const TAGS_SHOWN = 6;
/** WeCom's limits of a card's description. */
const EXCERPT_CHARS = 60;

interface Props {
  profile: Profile;
  words: string;
  onWords(words: string): void;
}

/** What the search line found: the fitting words to send, or the whole article as a card whose reading is counted. */
export function KnowledgeTab({ profile, words, onWords }: Props) {
  const q = useSettled(words.trim());
  const found = useQuery({
    queryKey: ["knowledge", q],
    enabled: q !== "",
    queryFn: ({ signal }) => api.get<{ data: Hit[] }>("/knowledge/search", { q }, signal),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  });
  if (words.trim() === "") return <Starters profile={profile} onWords={onWords} />;
  if (found.error) return <p className="sb-quiet">{shownError(found.error).text}</p>;
  if (!found.data) return <Skeleton rows={4} />;
  if (found.data.data.length === 0) return <p className="sb-quiet">没有找到相关内容，换个说法试试。</p>;
  return found.data.data.map((hit) => <HitBubble key={hit.id} hit={hit} externalUserid={profile.externalUserid} />);
}

function Starters({ profile, onWords }: { profile: Profile; onWords(words: string): void }) {
  const tags = distinctTags(profile.relations)
    .filter((tag) => tag.name.length > 1)
    .slice(0, TAGS_SHOWN);
  return (
    <>
      <p className="sb-quiet">在上面输入关键词，例如「滤芯 价格」。</p>
      {tags.length > 0 && (
        <div className="eg-tags">
          {tags.map((tag) => (
            <button key={tag.id} type="button" className="sb-add" onClick={() => onWords(tag.name)}>
              {tag.name}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

function HitBubble({ hit, externalUserid }: { hit: Hit; externalUserid: string }) {
  const [busy, setBusy] = useState<"text" | "card" | null>(null);
  async function run(kind: "text" | "card", send: () => Promise<void>) {
    setBusy(kind);
    try {
      await send();
      toast("success", "已发送");
    } catch (error) {
      tellRefusal(error);
    } finally {
      setBusy(null);
    }
  }
  async function card() {
    const { data } = await api.post<{ data: { url: string } }>(`/knowledge/articles/${hit.id}/share`, {
      externalUserid,
    });
    const desc = hit.excerpt.slice(0, EXCERPT_CHARS);
    await sendCard({ title: hit.title, desc, link: data.url, imgUrl: `${location.origin}/assets/article.png` });
  }
  return (
    <article className="sb-bubble">
      <p className="sb-title">{hit.title}</p>
      <p className="sb-text sb-clamp">{hit.text}</p>
      <div className="sb-buttons">
        <Button busy={busy === "text"} onClick={() => void run("text", () => sendText(hit.text))}>
          发送
        </Button>
        {hit.kind === "article" && (
          <Button busy={busy === "card"} onClick={() => void run("card", card)}>
            发文章
          </Button>
        )}
      </div>
    </article>
  );
}

/** The words once typing has paused. */
function useSettled(words: string): string {
  const [settled, setSettled] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(words), TYPING_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return settled;
}
