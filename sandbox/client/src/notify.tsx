import { App } from "antd";
import { useCallback, useState } from "react";
import { SandboxError } from "./api/http";
import { pulse } from "./api/live";

const SAID: Record<string, string> = {
  "sandbox.unreachable": "连不上沙盒服务，请稍后再试",
};

/** Runs an action of a person: one at a time, the panes are refreshed after it, a refusal is told with its code. */
export function useAction(): { busy: boolean; run: (work: () => Promise<unknown>, done?: string) => Promise<boolean> } {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    async (work: () => Promise<unknown>, done?: string) => {
      setBusy(true);
      try {
        await work();
        if (done) void message.success(done);
        return true;
      } catch (error) {
        if (!(error instanceof SandboxError)) throw error;
        void message.error(`${SAID[error.code] ?? error.message}(${error.code})`);
        return false;
      } finally {
        setBusy(false);
        pulse.poke();
      }
    },
    [message],
  );
  return { busy, run };
}
