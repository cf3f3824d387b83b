import type { ContactWayFields } from "../wecom";
import type { WayContent } from "./contactways.schema";

const REMARK_LENGTH = 30;

/** What of it WeCom is told; the rest (tags, welcome) stays here. */
export function wayFields(state: string, content: WayContent): ContactWayFields {
  return {
    remark: [...content.name].slice(0, REMARK_LENGTH).join(""),
    skipVerify: content.skipVerify,
    state,
    userids: content.userids,
    departmentIds: content.departmentIds,
  };
}
