import type { CustomerStage } from "../../../src/contacts/contacts.schema";
import { Tag } from "../../shared/parts/tag";
import { stageWords } from "../../shared/words";

export function Stage({ stage }: { stage: CustomerStage }) {
  const tone = stage === "new" ? "brand" : stage === "half" ? "warning" : "plain";
  return <Tag tone={tone}>{stageWords[stage] ?? stage}</Tag>;
}
