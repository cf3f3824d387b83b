import { WelcomeContent } from "../outreach";
import { AppError } from "../platform/errors";
import type { WayContent } from "./contactways.schema";

/** @throws `contactway.bad_welcome` when it names a variable that nobody fills, is empty, or is too long for WeCom. */
export function checkWelcome(content: WayContent): void {
  if (content.welcome === null) return;
  const checked = WelcomeContent.safeParse(content.welcome);
  if (checked.success) return;
  const message = checked.error.issues[0]?.message ?? "unusable";
  throw new AppError("contactway.bad_welcome", `The welcome cannot be sent: ${message}`, { status: 422 });
}
