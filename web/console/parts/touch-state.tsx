import { Tag } from "../../shared/parts/tag";
import { touchStatus } from "../../shared/words";

export function TouchState({ status }: { status: string }) {
  const shown = touchStatus[status];
  return <Tag tone={shown?.tone ?? "plain"}>{shown?.word ?? status}</Tag>;
}
