import {
  CalendarOutlined,
  CheckSquareOutlined,
  FormOutlined,
  TeamOutlined,
  UnorderedListOutlined,
} from "@ant-design/icons";
import type { MessageView } from "../../../../src/conversations/conversations.schema";
import { useCompanyNow } from "../../../shared/clock";
import { meetingAnswers, spokenRange } from "../content-words";
import { Marked } from "../marks";
import { Card } from "./card";

type Content = NonNullable<MessageView["content"]>;
type Of<T extends Content["type"]> = Extract<Content, { type: T }>["data"];

function Lines({ lines }: { lines: string[] }) {
  const shown = lines.filter(Boolean);
  if (shown.length === 0) return null;
  return (
    <ul className="cv-parts">
      {shown.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a card never change places
        <li key={index}>
          <Marked>{line}</Marked>
        </li>
      ))}
    </ul>
  );
}

/** 101 invites, 102 answers an invitation. */
export function MeetingBody({ data }: { data: Of<"meeting"> }) {
  const now = useCompanyNow();
  const answer = data.meetingtype === 102 ? (meetingAnswers[data.status ?? 0] ?? "已回复") : "";
  return (
    <Card
      icon={<TeamOutlined aria-hidden />}
      title={data.topic || "会议"}
      note={spokenRange(data.starttime, data.endtime, now)}
      kind={answer ? `会议邀请 · ${answer}` : "会议邀请"}
    >
      <Lines lines={[data.address, data.remarks]} />
    </Card>
  );
}

export function CalendarBody({ data }: { data: Of<"calendar"> }) {
  const now = useCompanyNow();
  const people = data.attendeename.join("、");
  return (
    <Card
      icon={<CalendarOutlined aria-hidden />}
      title={data.title || "日程"}
      note={spokenRange(data.starttime, data.endtime, now)}
      kind={data.creatorname ? `日程 · ${data.creatorname}创建` : "日程"}
    >
      <Lines lines={[data.place, people && `参与人：${people}`, data.remarks]} />
    </Card>
  );
}

export function TodoBody({ data }: { data: Of<"todo"> }) {
  return (
    <Card
      icon={<CheckSquareOutlined aria-hidden />}
      title={data.content || data.title}
      note={data.content ? data.title : ""}
      kind="待办"
    />
  );
}

export function VoteBody({ data }: { data: Of<"vote"> }) {
  return (
    <Card
      icon={<UnorderedListOutlined aria-hidden />}
      title={data.votetitle}
      kind={data.votetype === 102 ? "参与了投票" : "发起了投票"}
    >
      <Lines lines={data.voteitem} />
    </Card>
  );
}

const answerKinds: Record<string, string> = { Text: "文字", Number: "数字", Date: "日期", Time: "时间" };

export function CollectBody({ data }: { data: Of<"collect"> }) {
  const lines = data.details.map(({ ques, type }) => (answerKinds[type] ? `${ques}(${answerKinds[type]})` : ques));
  const by = [data.room_name, data.creator && `${data.creator}创建`].filter(Boolean).join(" · ");
  return (
    <Card icon={<FormOutlined aria-hidden />} title={data.title || "收集表"} note={by} kind="收集表">
      <Lines lines={lines} />
    </Card>
  );
}
