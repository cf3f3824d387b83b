import { buildApp, closeApp } from "../app";
import { capabilities } from "../capabilities";
import { examine, type Finding, formatFinding } from "../setup";
import type { Command } from "./commands";
import { print } from "./with-app";

/** Explains each missing or wrong setting in one line with what to do. @returns everything it saw, problems included. */
export function diagnose(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  return examine(env, async (config, look) => {
    const app = await buildApp({ config, capabilities, process: "doctor" });
    try {
      return await look(app);
    } finally {
      await closeApp(app);
    }
  });
}

export const doctor: Command = {
  summary: "look at every setting and connection; one line each, with what to do",
  run: async () => {
    const findings = await diagnose(process.env);
    for (const finding of findings) print(formatFinding(finding));
    const problems = findings.filter((finding) => finding.state === "fail").length;
    print(problems === 0 ? "一切正常" : `有 ${problems} 项需要处理`);
    return problems === 0 ? 0 : 1;
  },
};
