import { z } from "zod";
import type { App } from "../app";
import { type Page, PageQuery } from "../platform/http";
import { memberNames } from "../staff";
import type { TimelineRow } from "./contacts.schema";
import { tagNames } from "./tags.queries";
import { listTimeline, type TimelineEntry } from "./timeline";
import { timelineText } from "./timeline-text";

export const TimelineQuery = PageQuery.extend({
  /** The parts of kinds before the dot (`touch` of `touch.sent`), separated by commas. */
  subjects: z
    .string()
    .regex(/^[a-z]+(,[a-z]+){0,9}$/)
    .optional()
    .transform((text) => text?.split(",")),
});

export async function timelinePage(
  app: App,
  input: { corpId: string; externalUserid: string; subjects?: string[]; cursor?: string | undefined; limit: number },
): Promise<Page<TimelineRow>> {
  const page = await listTimeline(app, input);
  const textOf = (value: unknown) => (typeof value === "string" ? value : "");
  const userids = page.data
    .flatMap((entry: TimelineEntry) => [entry.actor ?? "", textOf(entry.data.userid), textOf(entry.data.from)])
    .filter((id) => id !== "");
  const tagIds = page.data.map((entry) => textOf(entry.data.tagId)).filter((id) => id !== "");
  const [members, tags] = await Promise.all([
    memberNames(app, input.corpId, userids),
    tagNames(app, input.corpId, tagIds),
  ]);
  const names = {
    member: (userid: unknown) => members.get(textOf(userid)) ?? textOf(userid),
    tag: (tagId: unknown) => tags.get(textOf(tagId)) ?? textOf(tagId),
  };
  return {
    ...page,
    data: page.data.map((entry) => ({
      id: entry.id,
      at: entry.at,
      kind: entry.kind,
      text: timelineText(entry, names),
      actor: entry.actor,
      actorName: entry.actor === null ? null : names.member(entry.actor),
      data: entry.data,
    })),
  };
}
