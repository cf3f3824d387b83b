import { createPrivateKey } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import type { App } from "../../app";
import { archiveStatus, probeArchiveSdk } from "../../archive";
import type { Config } from "../../platform/config";
import { type Finding, ok, problem, skipped } from "./finding";

const ARCHIVE_MENU = "管理工具 → 会话内容存档";

/** Keys, library, TLS inside the library's process, one real page: in the order in which one hides the next. */
export async function checkArchive(app: App): Promise<Finding[]> {
  const { archive } = app.config;
  if (!archive.secret) return [skipped("conversation archive", "WECOM_ARCHIVE_SECRET is not set, nothing is pulled")];
  const findings = [...checkKeys(archive.keys), checkSdkPath(archive.sdkPath)];
  if (findings.some((finding) => finding.state === "problem")) return findings;
  for (const probe of await probeArchiveSdk(app)) {
    findings.push(
      probe.ok ? ok(probe.what, probe.seen) : problem(probe.what, probe.seen, probe.todo ?? `check ${ARCHIVE_MENU}`),
    );
  }
  const status = await archiveStatus(app);
  if (status.parked > 0) {
    findings.push(
      problem(
        "WECOM_ARCHIVE_KEYS",
        `${status.parked} rows are parked${status.missingKeyVersions.length ? `, no key of version ${status.missingKeyVersions.join(", ")}` : ""}`,
        "add the private key as version:path, restart, then npm run -s scrm -- archive retry-parked",
      ),
    );
  }
  return findings;
}

function checkKeys(keys: Config["archive"]["keys"]): Finding[] {
  const what = "WECOM_ARCHIVE_KEYS";
  if (keys.length === 0)
    return [
      problem(what, "not set", `write version:path; the version stands beside the public key in ${ARCHIVE_MENU}`),
    ];
  return keys.map(({ version, path }) => {
    if (!existsSync(path)) return problem(what, `version ${version}: no file at ${path}`, "correct the path");
    try {
      const key = createPrivateKey(readFileSync(path));
      const bits = key.asymmetricKeyDetails?.modulusLength;
      if (key.asymmetricKeyType !== "rsa" || bits !== 2048) {
        return problem(
          what,
          `version ${version}: not an RSA-2048 private key`,
          "use the half that belongs to the public key in the console",
        );
      }
      return ok(what, `version ${version}: RSA-2048`);
    } catch {
      return problem(
        what,
        `version ${version}: ${path} cannot be read as a PEM private key`,
        "check the file and its permissions",
      );
    }
  });
}

function checkSdkPath(path: string | undefined): Finding {
  const what = "WECOM_ARCHIVE_SDK";
  if (!path) return problem(what, "not set", "download libWeWorkFinanceSdk_C.so from WeCom and set its path");
  try {
    accessSync(path, constants.R_OK);
    return ok(what, path);
  } catch {
    return problem(
      what,
      `no readable file at ${path}`,
      "download libWeWorkFinanceSdk_C.so from WeCom and correct the path",
    );
  }
}
