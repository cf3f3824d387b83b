import { Tag } from "antd";
import { touchStatus } from "../../shared/words";

export function TouchState({ status }: { status: string }) {
  const shown = touchStatus[status] ?? { word: status, tone: "default" as const };
  return <Tag color={shown.tone}>{shown.word}</Tag>;
}
