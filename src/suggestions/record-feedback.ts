import type { App } from "../app";
import { recordCustomerEvents } from "../contacts";
import { affectedRows, type Tx } from "../platform/db";
import { Suggestion, type SuggestionStatus } from "./suggestion.entity";
import { SuggestionNotFoundError } from "./suggestions.errors";
import type { FeedbackRequest } from "./suggestions.schema";

/** A copied text may still be sent or thrown away; what was sent, changed or dismissed is settled. */
const mayFollow: Record<FeedbackRequest["action"], SuggestionStatus[]> = {
  copied: ["open"],
  sent: ["open", "copied"],
  edited: ["open", "copied"],
  dismissed: ["open", "copied"],
};

/**
 * What the rep did with a proposal. Counts once; the ranking learns from it, and a used one stands on the timeline.
 *
 * @returns the suggestion as it stands now; unchanged when it was settled before.
 * @throws SuggestionNotFoundError when it is not this member's.
 */
export async function recordFeedback(
  app: App,
  input: { corpId: string; userid: string; id: string } & FeedbackRequest,
): Promise<Suggestion> {
  const { corpId, userid, id, action } = input;
  await app.work.transaction(async (tx) => {
    const now = app.now();
    const changed: unknown = await tx.query(
      `UPDATE suggestions SET status = ?, feedback = ?, settled_at = ?
       WHERE id = ? AND corp_id = ? AND userid = ? AND status IN (?)`,
      [action, input.reason ?? null, now, id, corpId, userid, mayFollow[action]],
    );
    if (affectedRows(changed) !== 1) return;
    const suggestion = await tx.findOneByOrFail(Suggestion, { id, corpId });
    if (action === "copied") return;
    await learn(tx, suggestion, action === "dismissed" ? "dismissed" : "used");
    if (action === "dismissed") return;
    const { externalUserid, articleId } = suggestion;
    await recordCustomerEvents(tx, [
      {
        corpId,
        externalUserid,
        at: now,
        kind: "suggestion.used",
        actor: userid,
        data: {
          suggestionId: id,
          articleId,
          edited: action === "edited",
          text: action === "edited" ? "修改后采用了回复建议" : "采用了回复建议",
        },
        dedupeKey: `suggestion.used:${id}`,
      },
    ]);
    await app.work.publish(tx, {
      corpId,
      name: "suggestion.used",
      payload: { suggestionId: id, userid, externalUserid },
    });
  });
  const row = await app.db.getRepository(Suggestion).findOneBy({ id, corpId, userid });
  if (!row) throw new SuggestionNotFoundError(id);
  return row;
}

async function learn(tx: Tx, suggestion: Suggestion, column: "used" | "dismissed"): Promise<void> {
  if (suggestion.terms.length === 0) return;
  // Two taps at once meet the same rows: one order for all.
  const rows = [...new Set(suggestion.terms)].sort().map((term) => [suggestion.corpId, suggestion.articleId, term, 1]);
  await tx.query(
    `INSERT INTO suggestion_adoptions (corp_id, article_id, term, ${column}) VALUES ? ON DUPLICATE KEY UPDATE ${column} = ${column} + 1`,
    [rows],
  );
}
