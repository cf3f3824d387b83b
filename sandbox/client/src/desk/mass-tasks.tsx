import { Button, Collapse, Tag } from "antd";
import { act } from "../api/http";
import type { Live } from "../api/live";
import type { Desk, MassTask, MomentTask, TaskStatus } from "../api/types";
import { Content } from "../chat/content";
import { useAction } from "../notify";
import { Failure, Nothing, Waiting } from "../state-views";
import { bubbleTime, fullTime } from "../time";
import { isOpen } from "./rail";
import { TalkHeader } from "./talk";

/** 群发助手: tasks of the corp that reach customers only when this member presses send. */
export function MassTasks({ member, desk, nowMs }: { member: string; desk: Live<Desk>; nowMs: number }) {
  const tasks = [...(desk.data?.tasks ?? [])].sort(
    (a, b) => Number(isOpen(b.status)) - Number(isOpen(a.status)) || b.createdAt - a.createdAt,
  );
  const moments = desk.data?.moments ?? [];
  return (
    <>
      <TalkHeader title="群发助手" detail="企业发来的任务，确认后才会发给客户" />
      <div className="scroll tasks">
        {desk.error ? <Failure error={desk.error} retry={desk.reload} /> : null}
        {desk.loading ? <Waiting /> : null}
        {desk.data && tasks.length === 0 && moments.length === 0 ? (
          <Nothing text="没有任务。应用创建群发后会出现在这里" />
        ) : null}
        {tasks.map((task) => (
          <TaskCard key={task.msgid} task={task} member={member} nowMs={nowMs} />
        ))}
        {moments.map((moment) => (
          <MomentCard key={moment.momentId} moment={moment} member={member} />
        ))}
      </div>
    </>
  );
}

const STATUS: Record<TaskStatus, string> = {
  waiting: "待确认",
  sent: "已发送",
  published: "已发表",
  ignored: "已忽略",
  cancelled: "已取消",
};
const OUTCOME: Record<number, string> = { 2: "已不是好友", 3: "本期接收已满" };

function TaskCard({ task, member, nowMs }: { task: MassTask; member: string; nowMs: number }) {
  const { busy, run } = useAction();
  const open = isOpen(task.status);
  const noun = task.chatType === "group" ? "个客户群" : "位客户";
  const names = task.recipients
    .slice(0, 3)
    .map((row) => row.name)
    .join("、");
  const send = (): Promise<boolean> =>
    run(() => act("groupmsg.confirm", { msgid: task.msgid, userid: member }), "已发送");
  const ignore = (): Promise<boolean> => run(() => act("groupmsg.ignore", { msgid: task.msgid, userid: member }));
  return (
    <article className="task" aria-label="群发任务">
      <header>
        <span className="muted" title={fullTime(task.createdAt)}>
          {bubbleTime(task.createdAt, nowMs)}
        </span>
        <Tag color={open ? "processing" : "default"}>{STATUS[task.status]}</Tag>
      </header>
      {task.text ? <p className="task-text">{task.text}</p> : null}
      <Attachments of={task} />
      <Collapse
        ghost
        size="small"
        items={[
          {
            key: "to",
            label:
              task.recipients.length === 0
                ? "发送时选择客户群"
                : `发给 ${names}${task.recipients.length > 3 ? ` 等 ${task.recipients.length} ${noun}` : ""}`,
            children: (
              <ul className="recipients">
                {task.recipients.map((row) => (
                  <li key={row.id}>
                    {row.name}
                    {OUTCOME[row.status] ? <span className="muted"> {OUTCOME[row.status]}</span> : null}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
      {open ? (
        <footer>
          <Button disabled={busy} onClick={() => void ignore()}>
            忽略
          </Button>
          <Button type="primary" loading={busy} onClick={() => void send()} data-tour="mass-send">
            发送
          </Button>
        </footer>
      ) : null}
    </article>
  );
}

function MomentCard({ moment, member }: { moment: MomentTask; member: string }) {
  const { busy, run } = useAction();
  const open = isOpen(moment.status);
  const publish = (): Promise<boolean> =>
    run(() => act("moment.confirm", { momentId: moment.momentId, userid: member }), "已发表");
  return (
    <article className="task" aria-label="朋友圈任务">
      <header>
        <span className="muted">客户朋友圈</span>
        <Tag color={open ? "processing" : "default"}>{open ? "待发表" : STATUS[moment.status]}</Tag>
      </header>
      {moment.text ? <p className="task-text">{moment.text}</p> : null}
      <Attachments of={moment} />
      {open ? (
        <footer>
          <Button type="primary" loading={busy} onClick={() => void publish()}>
            发表
          </Button>
        </footer>
      ) : null}
    </article>
  );
}

function Attachments({ of }: { of: Pick<MassTask, "attachments"> }) {
  return (
    <div className="task-attachments">
      {of.attachments.map((attachment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: attachments of a created task never move
        <Content key={index} msgtype={attachment.msgtype} content={attachment} />
      ))}
    </div>
  );
}
