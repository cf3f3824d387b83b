import type { Actor, App } from "../app";
import { customerNames } from "../contacts";
import { threadsOfMessages, threadTitles } from "../conversations";
import type { AuditEntry } from "../staff";

/** `name:value` in a subject, for those names whose values are ids. */
const REFERENCE = /(?:^| )(thread|threadId|message|externalUserid|customer|userid|member):([^\s/]+)/g;
const kinds: Record<string, "thread" | "message" | "customer" | "member"> = {
  thread: "thread",
  threadId: "thread",
  message: "message",
  externalUserid: "customer",
  customer: "customer",
  userid: "member",
  member: "member",
};

/** Of each entry: what the ids in its subject are called, by `name:id` as it stands there. */
export type AuditNames = (entry: Pick<AuditEntry, "action" | "subject">) => Record<string, string>;

interface Reference {
  kind: "thread" | "message" | "customer" | "member";
  /** As it stands in the subject. */
  written: string;
  id: string;
}

/**
 * The chain holds ids alone, for it is never changed again; what they are called is looked up when it is read, for a
 * whole page at once and within what the reader may see.
 *
 * @param people names of members by userid.
 */
export async function auditNames(
  app: App,
  actor: Actor,
  entries: Pick<AuditEntry, "action" | "subject">[],
  people: Map<string, string>,
): Promise<AuditNames> {
  const all = entries.flatMap(referencesIn);
  const idsOf = (kind: Reference["kind"]) => all.filter((one) => one.kind === kind).map(({ id }) => id);
  const numbers = (kind: Reference["kind"]) => idsOf(kind).filter((id) => /^\d{1,19}$/.test(id));
  const placeOf = await threadsOfMessages(app, actor.corpId, numbers("message"));
  const [titles, customers] = await Promise.all([
    threadTitles(app, actor, [...numbers("thread"), ...placeOf.values()]),
    customerNames(
      app,
      actor.corpId,
      idsOf("customer").map((externalUserid) => ({ externalUserid, userid: null })),
    ),
  ]);
  const nameOf = ({ kind, id }: Reference): string | undefined => {
    if (kind === "customer") return customers(id, null);
    if (kind === "member") return people.get(id);
    return titles.get(kind === "message" ? (placeOf.get(id) ?? "") : id);
  };
  return (entry) =>
    Object.fromEntries(
      referencesIn(entry).flatMap((reference) => {
        const name = nameOf(reference);
        return name ? [[reference.written, name]] : [];
      }),
    );
}

function referencesIn({ action, subject }: Pick<AuditEntry, "action" | "subject">): Reference[] {
  if (action === "sensitive_words.receivers") {
    return subject
      .split(" ")
      .filter(Boolean)
      .map((id) => ({ kind: "member", written: id, id }));
  }
  return [...subject.matchAll(REFERENCE)].flatMap(([, name, id]) => {
    const kind = kinds[name ?? ""];
    return kind && id ? [{ kind, written: `${name}:${id}`, id }] : [];
  });
}
