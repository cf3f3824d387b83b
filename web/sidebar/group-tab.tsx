import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ServiceGroupStart, SidebarServiceGroup } from "../../src/servicegroups/servicegroups.schema";
import { shownError } from "../shared/errors";
import { Skeleton } from "../shared/parts/skeleton";
import { Tag } from "../shared/parts/tag";
import { Time } from "../shared/parts/time";
import { Button } from "./parts/button";
import { Problem } from "./parts/problem";
import { tellRefusal } from "./refusal";
import { api } from "./sidebar-api";
import { customerKey, customerPath, useServiceGroup } from "./use-customer";
import { createServiceGroup, openGroup } from "./wecom";

const roleWords = { owner: "群主", specialist: "服务专员" } as const;

/** 1v1 专属服务群: the tap makes it in the client; the server links it when WeCom confirms. */
export function GroupTab({ externalUserid }: { externalUserid: string }) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const group = useServiceGroup(externalUserid);

  async function create() {
    setBusy(true);
    try {
      const { data: start } = await api.post<{ data: ServiceGroupStart }>(
        customerPath(externalUserid, "/servicegroup/start"),
      );
      const { groupName, userIds, externalUserIds } = start;
      const chatId = await createServiceGroup({ groupName, userIds, externalUserIds });
      // Old clients give no id; the event of the new group links it then.
      if (chatId) await api.post(`/servicegroups/${start.id}/opened`, { chatId });
    } catch (error) {
      tellRefusal(error);
    } finally {
      setBusy(false);
      await queries.invalidateQueries({ queryKey: customerKey(externalUserid) });
    }
  }

  if (group.error && !group.data) {
    const { text, code } = shownError(group.error);
    return <Problem text={text} code={code} onRetry={() => group.refetch()} />;
  }
  const data = group.data?.data;
  if (!data) return <Skeleton rows={3} />;
  return (
    <section className="sb-card">
      <p className="sb-title">
        {data.groupName}
        {data.state === "open" && <Tag tone="success">已建群</Tag>}
        {data.state === "starting" && <Tag tone="info">等待确认</Tag>}
      </p>
      {data.state === "proposed" && data.reasons.map((reason) => <p key={reason.code}>{reason.text}</p>)}
      <ul className="sb-members">
        {data.members.map((member) => (
          <li key={member.userid}>
            {member.name} <span>{roleWords[member.role]}</span>
          </li>
        ))}
      </ul>
      <Action group={data} busy={busy} onCreate={() => void create()} />
    </section>
  );
}

function Action({ group, busy, onCreate }: { group: SidebarServiceGroup; busy: boolean; onCreate(): void }) {
  const { state, chatId } = group;
  if (state === "open" && chatId) {
    return (
      <>
        {group.openedAt && (
          <p className="sb-small">
            <Time at={group.openedAt} /> 建群
          </p>
        )}
        <Button wide onClick={() => openGroup(chatId).catch(tellRefusal)}>
          打开服务群
        </Button>
      </>
    );
  }
  return (
    <>
      {state === "starting" && <p className="sb-small">企业微信确认新群后会自动关联，通常只要几秒。</p>}
      {state === "none" && <p className="sb-small">把客户和服务专员拉到一个群里，有事都在群里说。</p>}
      <Button kind={state === "proposed" ? "primary" : "plain"} wide busy={busy} onClick={onCreate}>
        {state === "starting" ? "重新建群" : "建专属服务群"}
      </Button>
    </>
  );
}
