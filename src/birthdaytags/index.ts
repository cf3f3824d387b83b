import type { CapabilityModule } from "../app";
import { rowsOf } from "../platform/rows-of";
import { BirthdayTag } from "./birthday-tag.entity";
import { BirthdayTagMark } from "./birthday-tag-mark.entity";
import { BirthdayTagSettings } from "./birthday-tag-settings.entity";
import { birthdayTagsConsole } from "./birthdaytags.console";
import { birthdayTagsJobs } from "./birthdaytags.jobs";
import { planSweep } from "./sweep";

/** Shows what WeCom has no field for where members can filter by it: the month of a customer's birthday, as a tag. */
export const birthdaytags: CapabilityModule = {
  name: "birthdaytags",
  entities: [BirthdayTagSettings, BirthdayTag, BirthdayTagMark],
  personalData: [{ label: "生日月份标签", ...rowsOf("birthday_tag_marks") }],
  consoleRoutes: birthdayTagsConsole,
  jobs: birthdayTagsJobs,
  // A member who takes the tag away by hand is noticed by the daily sweep: edits are too many to look at each.
  on: { "contact.dates-changed": "align", "contact.added": "align" },
  schedules: { "plan-sweep": { everyMs: 600_000, run: planSweep } },
};
