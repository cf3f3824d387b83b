import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Skeleton } from "antd";
import { useState } from "react";
import type { ServiceGroupStart, SidebarServiceGroup } from "../../src/servicegroups/servicegroups.schema";
import { shownError } from "../shared/errors";
import { spokenTime } from "../shared/time";
import { Problem } from "./problem";
import { api } from "./sidebar-api";
import { clientRefusal, createServiceGroup, openGroup, wasCancelled } from "./wecom";

const roleWords = { owner: "群主", specialist: "服务专员" } as const;

/** 1v1 专属服务群: the tap makes it in the client; the server links it when WeCom confirms. */
export function GroupTab({ externalUserid }: { externalUserid: string }) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const key = ["customer", externalUserid, "servicegroup"];
  const group = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      api.get<{ data: SidebarServiceGroup }>(`/customers/${externalUserid}/servicegroup`, {}, signal),
    refetchInterval: (query) => (query.state.data?.data.state === "starting" ? 2_000 : 30_000),
  });

  async function create() {
    setBusy(true);
    try {
      const { data: start } = await api.post<{ data: ServiceGroupStart }>(
        `/customers/${externalUserid}/servicegroup/start`,
      );
      const chatId = await createServiceGroup({
        groupName: start.groupName,
        userIds: start.userIds,
        externalUserIds: start.externalUserIds,
      });
      // Old clients give no id; the event of the new group links it then.
      if (chatId) await api.post(`/servicegroups/${start.id}/opened`, { chatId });
    } catch (error) {
      if (!wasCancelled(error)) {
        void message.warning(error instanceof Error ? shownError(error).text : clientRefusal(error).text);
      }
    } finally {
      setBusy(false);
      await queries.invalidateQueries({ queryKey: key });
    }
  }

  async function open(chatId: string) {
    try {
      await openGroup(chatId);
    } catch (error) {
      if (!wasCancelled(error)) void message.warning(clientRefusal(error).text);
    }
  }

  if (group.error) {
    const { text, code } = shownError(group.error);
    return <Problem text={text} code={code} onRetry={() => group.refetch()} />;
  }
  const data = group.data?.data;
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 3 }} />;
  return (
    <div className="sb-card">
      <strong>{data.groupName}</strong>
      <ul className="sb-members">
        {data.members.map((member) => (
          <li key={member.userid}>
            {member.name}
            <span>{roleWords[member.role]}</span>
          </li>
        ))}
      </ul>
      {data.state === "proposed" &&
        data.reasons.map((reason) => (
          <p key={reason.code} className="sb-source">
            {reason.text}
          </p>
        ))}
      {data.state === "starting" && <p className="sb-source">正在等待企业微信确认新群</p>}
      {data.state === "open" && data.chatId ? (
        <>
          {data.openedAt && <p className="sb-source">{spokenTime(data.openedAt)}建群</p>}
          <Button block onClick={() => open(data.chatId as string)}>
            打开服务群
          </Button>
        </>
      ) : (
        <Button block type={data.state === "proposed" ? "primary" : "default"} loading={busy} onClick={create}>
          建专属服务群
        </Button>
      )}
    </div>
  );
}
