import { useQuery } from "@tanstack/react-query";
import { Skeleton, Tabs } from "antd";
import { shownError } from "../shared/errors";
import { GroupTab } from "./group-tab";
import { KnowledgeTab } from "./knowledge-tab";
import { Problem } from "./problem";
import { ProfileHeader } from "./profile-header";
import { ProfileTab } from "./profile-tab";
import { api } from "./sidebar-api";
import { SuggestionList } from "./suggestion-list";
import { TimelineTab } from "./timeline-tab";
import type { CustomerProfile } from "./types";
import { useLive } from "./use-live";

export function CustomerView({ externalUserid }: { externalUserid: string }) {
  useLive(externalUserid);
  const profile = useQuery({
    queryKey: ["customer", externalUserid, "profile"],
    queryFn: ({ signal }) => api.get<{ data: CustomerProfile }>(`/customers/${externalUserid}`, {}, signal),
    refetchInterval: 60_000,
  });
  if (profile.error) {
    const { text, code } = shownError(profile.error);
    return <Problem text={text} code={code} onRetry={() => profile.refetch()} />;
  }
  if (!profile.data) return <Skeleton className="sb-page" active avatar paragraph={{ rows: 6 }} />;
  const { data } = profile.data;
  return (
    <div className="sb-page">
      <ProfileHeader profile={data} />
      <SuggestionList externalUserid={externalUserid} />
      <Tabs
        size="small"
        defaultActiveKey="profile"
        items={[
          { key: "profile", label: "资料", children: <ProfileTab profile={data} /> },
          { key: "knowledge", label: "知识", children: <KnowledgeTab externalUserid={externalUserid} /> },
          { key: "group", label: "群", children: <GroupTab externalUserid={externalUserid} /> },
          { key: "timeline", label: "时间线", children: <TimelineTab externalUserid={externalUserid} /> },
        ]}
      />
    </div>
  );
}
