// npm start: everything on one machine. Real WeCom when WECOM_CORP_ID is set, else the local sandbox with a demo corp.
import "./provision/node-version.js";
import { homeAt, inVar } from "./provision/checkout.js";
import { claim } from "./provision/claim.js";
import { installDependencies } from "./provision/dependencies.js";
import { OperatorError, tellFailure } from "./provision/operator-error.js";
import { addressesOf, requireFreePorts } from "./run/addresses.js";
import { endLeftoverChildren } from "./run/child.js";
import { readSettings } from "./run/dotenv.js";
import { startEvergreen } from "./run/evergreen.js";
import { raiseFoundation, refusePlayInProduction } from "./run/foundation.js";
import { endOnSignal } from "./run/signals.js";
import { Standing } from "./run/standing.js";

const say = (line) => console.log(line);

await tellFailure(async () => {
  const settings = readSettings();
  refusePlayInProduction(settings);
  const addresses = addressesOf(settings);
  const withSandbox = !settings.WECOM_CORP_ID;

  const claimed = claim(inVar("run", "start.json"));
  if (claimed.holder) {
    const { pid, where } = claimed.holder;
    throw new OperatorError(
      `Evergreen runs already from this checkout (pid ${pid}): ${where ?? "it is still starting"}`,
    );
  }
  const home = homeAt(inVar());
  const names = ["web", "worker", "scheduler", "archiver", "sandbox", "migrate"];
  await endLeftoverChildren({ names, home, say });
  await requireFreePorts(addresses, { withSandbox });
  await installDependencies({ say });

  const standing = new Standing();
  endOnSignal({ say, end: () => standing.end(), kill: () => standing.kill() });
  try {
    const foundation = await raiseFoundation({ settings, addresses, home, say, standing });
    const evergreen = standing.add(startEvergreen({ foundation, settings, addresses, home, say }));
    await evergreen.ready();
    const surfaces = `console ${addresses.evergreen}/ sidebar ${addresses.evergreen}/sidebar`;
    const where = withSandbox ? `${surfaces} sandbox ${addresses.sandbox}/` : surfaces;
    claimed.note({ where });
    say(`ready: ${where}`);
    evergreen.followCorp();
  } catch (error) {
    await standing.end();
    throw error;
  }
});
