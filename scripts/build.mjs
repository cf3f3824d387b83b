// npm run build: everything that is stale, for a production image or to see whether it builds.
import "./provision/node-version.js";
import { buildOrFail } from "./build/build.js";
import { installDependencies } from "./provision/dependencies.js";
import { tellFailure } from "./provision/operator-error.js";

const say = (line) => console.log(line);

await tellFailure(async () => {
  await installDependencies({ say });
  await buildOrFail({ say });
});
