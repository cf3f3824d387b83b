import { ApiError } from "../shared/api";
import { shownError } from "../shared/errors";
import { toast } from "./parts/toast";
import { clientRefusal, wasCancelled } from "./wecom";

/** Tells the member why a tap did not do what it says; nothing when they changed their mind themselves. */
export function tellRefusal(error: unknown): void {
  if (wasCancelled(error)) return;
  const { text, code } = error instanceof ApiError ? shownError(error) : clientRefusal(error);
  toast("warning", text, code);
}
