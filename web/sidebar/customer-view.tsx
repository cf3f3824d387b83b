import { useEffect, useRef, useState } from "react";
import { shownError } from "../shared/errors";
import { Skeleton } from "../shared/parts/skeleton";
import { GroupTab } from "./group-tab";
import { KnowledgeTab } from "./knowledge-tab";
import { Problem } from "./parts/problem";
import { Tabs } from "./parts/tabs";
import { ProfileHeader } from "./profile-header";
import { ProfileTab } from "./profile-tab";
import { SearchLine } from "./search-line";
import { SuggestionList } from "./suggestion-list";
import { TimelineTab } from "./timeline-tab";
import { useProfile } from "./use-customer";
import { useLive } from "./use-live";
import { useMe } from "./use-me";

type TabKey = "profile" | "knowledge" | "group" | "timeline";

export function CustomerView({ externalUserid }: { externalUserid: string }) {
  useLive(externalUserid);
  const me = useMe();
  const profile = useProfile(externalUserid);
  const [tab, setTab] = useState<TabKey>("profile");
  const [words, setWords] = useState("");
  const search = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== "/" || target.closest("input, textarea")) return;
      event.preventDefault();
      search.current?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  function lookFor(next: string) {
    setWords(next);
    if (next.trim() !== "") setTab("knowledge");
  }

  if (profile.error && !profile.data) {
    const { text, code } = shownError(profile.error);
    return (
      <main className="sb-page">
        <Problem text={text} code={code} onRetry={() => profile.refetch()} />
      </main>
    );
  }
  if (!profile.data) {
    return (
      <main className="sb-page">
        <Skeleton rows={6} />
      </main>
    );
  }
  const { data } = profile.data;
  return (
    <main className="sb-page">
      <ProfileHeader profile={data} me={me?.userid} />
      <SuggestionList
        externalUserid={externalUserid}
        onGroup={() => setTab("group")}
        onSearch={(next) => {
          lookFor(next);
          search.current?.focus();
        }}
      />
      <SearchLine input={search} words={words} onChange={lookFor} />
      <Tabs<TabKey>
        current={tab}
        onChange={setTab}
        tabs={[
          { key: "profile", label: "资料", content: () => <ProfileTab profile={data} me={me?.userid} /> },
          {
            key: "knowledge",
            label: "知识",
            content: () => <KnowledgeTab profile={data} words={words} onWords={lookFor} />,
          },
          { key: "group", label: "群", content: () => <GroupTab externalUserid={externalUserid} /> },
          { key: "timeline", label: "时间线", content: () => <TimelineTab externalUserid={externalUserid} /> },
        ]}
      />
    </main>
  );
}
