import { resolve } from "node:path";
import { z } from "zod";
import { type ContentKey, ContentKeyError, readContentKeys } from "./content-cipher";

const optionalText = z
  .string()
  .trim()
  .optional()
  .transform((value) => (value === "" ? undefined : value));
const list = optionalText.transform((value) => (value ? value.split(",").map((item) => item.trim()) : []));
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected HH:MM");

const optionalUrl = z.preprocess((value) => (value === "" ? undefined : value), z.url().optional());

/** Every variable Evergreen reads. Meaning, unit and default of each stand in config/example.env. */
const Environment = z
  .object({
    NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
    LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
    HOST: z.string().default("127.0.0.1"),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    PUBLIC_URL: z.url().optional(),
    DATABASE_URL: z.string().regex(/^(mysql|mariadb):\/\//, "expected mysql://… or mariadb://…"),
    DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
    REDIS_URL: z.string().regex(/^rediss?:\/\//, "expected redis://… or rediss://…"),
    REDIS_PREFIX: z.string().default("evergreen"),
    TIME_ZONE: z.string().default("Asia/Shanghai"),
    CLOCK_URL: z.url().optional(),
    EVERGREEN_SECRET: z.string().min(32, "at least 32 characters"),
    CONTENT_KEYS: list,
    EVERGREEN_ADMINS: list,
    EVERGREEN_MANAGERS: list,
    DEMO_DATA: z.enum(["0", "1"]).default("0"),
    WECOM_API_BASE: z.url().default("https://qyapi.weixin.qq.com"),
    WECOM_OAUTH_URL: z.url().default("https://open.weixin.qq.com/connect/oauth2/authorize"),
    WECOM_LOGIN_URL: z.url().default("https://login.work.weixin.qq.com/wwlogin/sso/login"),
    WECOM_CORP_ID: z.string().min(1),
    WECOM_AGENT_ID: z.coerce.number().int().positive(),
    WECOM_APP_SECRET: z.string().min(1),
    WECOM_CALLBACK_TOKEN: z.string().regex(/^[A-Za-z0-9]{1,32}$/, "1 to 32 letters or digits"),
    WECOM_CALLBACK_AES_KEY: z.string().regex(/^[A-Za-z0-9]{43}$/, "43 letters or digits"),
    WECOM_ARCHIVE_SECRET: optionalText,
    WECOM_ARCHIVE_KEYS: list,
    WECOM_ARCHIVE_SDK: optionalText,
    WECOM_ARCHIVE_PROXY: optionalText,
    ARCHIVE_HOST_PATH: optionalText,
    MEDIA_DIR: optionalText,
    MEDIA_S3_ENDPOINT: optionalUrl,
    MEDIA_S3_REGION: z.string().default("us-east-1"),
    MEDIA_S3_BUCKET: optionalText,
    MEDIA_S3_ACCESS_KEY_ID: optionalText,
    MEDIA_S3_SECRET_ACCESS_KEY: optionalText,
    MEDIA_S3_PREFIX: z
      .string()
      .regex(/^([\w.-]+\/)*$/, "letters, digits, - _ . and /, ending in /")
      .default(""),
    CARE_DAILY_CAP: z.coerce.number().int().min(1).default(1),
    CARE_WEEKLY_CAP: z.coerce.number().int().min(1).default(2),
    CARE_QUIET_FROM: clockTime.default("21:00"),
    CARE_QUIET_UNTIL: clockTime.default("09:00"),
  })
  .superRefine((env, context) => {
    const bucket = [
      "MEDIA_S3_ENDPOINT",
      "MEDIA_S3_BUCKET",
      "MEDIA_S3_ACCESS_KEY_ID",
      "MEDIA_S3_SECRET_ACCESS_KEY",
    ] as const;
    const given = bucket.filter((name) => env[name]);
    for (const name of given.length > 0 ? bucket : []) {
      if (!env[name]) context.addIssue({ code: "custom", path: [name], message: `belongs to ${given[0]}` });
    }
    if (env.NODE_ENV !== "production") return;
    for (const name of ["CLOCK_URL", "DEMO_DATA"] as const) {
      if (env[name] && env[name] !== "0") {
        context.addIssue({ code: "custom", path: [name], message: "refused with NODE_ENV=production" });
      }
    }
  });

const VersionedEntry = /^(\d+):(.+)$/;

/** Names every variable that is missing or wrong; never their values. */
export class ConfigError extends Error {
  constructor(readonly problems: { name: string; message: string }[]) {
    super(problems.map(({ name, message }) => `  ${name}: ${message}`).join("\n"));
  }
}

/**
 * Parses the environment once; nothing else reads `process.env`.
 *
 * @throws {ConfigError} naming every variable that is missing or wrong, one per line, values left out.
 */
export function loadConfig(env: NodeJS.ProcessEnv) {
  const parsed = Environment.safeParse(env);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => ({ name: issue.path.join("."), message: issue.message })));
  }
  const values = parsed.data;
  const isPattern = (entry: string) => entry.startsWith("*:");
  const listedKeys = values.WECOM_ARCHIVE_KEYS.filter((entry) => !isPattern(entry));
  const archiveKeys = versioned("WECOM_ARCHIVE_KEYS", listedKeys, "version:path");
  const keyPatterns = values.WECOM_ARCHIVE_KEYS.filter(isPattern).map((entry) => entry.slice("*:".length));
  if (keyPatterns.some((pattern) => !/^[^*]*\*[^*/]*$/.test(pattern))) {
    throw new ConfigError([{ name: "WECOM_ARCHIVE_KEYS", message: "*:path needs one * in the file's name" }]);
  }
  const contentKeys = versioned("CONTENT_KEYS", values.CONTENT_KEYS, "version:key");
  const versions = contentKeys.map(({ version }) => version);
  if (new Set(versions).size < versions.length || versions.includes(0)) {
    throw new ConfigError([{ name: "CONTENT_KEYS", message: "each version once, from 1 on" }]);
  }
  return {
    environment: values.NODE_ENV,
    logLevel: values.LOG_LEVEL,
    host: values.HOST,
    port: values.PORT,
    publicUrl: (values.PUBLIC_URL ?? `http://127.0.0.1:${values.PORT}`).replace(/\/$/, ""),
    databaseUrl: values.DATABASE_URL,
    databasePool: values.DATABASE_POOL,
    redisUrl: values.REDIS_URL,
    redisPrefix: values.REDIS_PREFIX,
    /** IANA zone of the corp: "today", quiet hours and reports are meant in it. */
    timeZone: values.TIME_ZONE,
    clockUrl: values.CLOCK_URL,
    secret: values.EVERGREEN_SECRET,
    /** Seal the words of customers at rest; the highest version seals, all open. Empty: they are kept as they are. */
    contentKeys: readKeys(contentKeys),
    admins: values.EVERGREEN_ADMINS,
    managers: values.EVERGREEN_MANAGERS,
    demoData: values.DEMO_DATA === "1",
    wecom: {
      apiBase: values.WECOM_API_BASE.replace(/\/$/, ""),
      oauthUrl: values.WECOM_OAUTH_URL,
      loginUrl: values.WECOM_LOGIN_URL,
      corpId: values.WECOM_CORP_ID,
      agentId: values.WECOM_AGENT_ID,
      appSecret: values.WECOM_APP_SECRET,
      callbackToken: values.WECOM_CALLBACK_TOKEN,
      callbackAesKey: values.WECOM_CALLBACK_AES_KEY,
    },
    archive: {
      secret: values.WECOM_ARCHIVE_SECRET,
      keys: archiveKeys.map(({ version, value }) => ({ version, path: value })),
      /** Paths with a `*` where the version stands: keys that may be added while we run. */
      keyPatterns,
      sdkPath: values.WECOM_ARCHIVE_SDK,
      proxy: values.WECOM_ARCHIVE_PROXY,
      hostPath: values.ARCHIVE_HOST_PATH,
    },
    media: {
      /** Files that are on their way, and all files when there is no bucket. */
      dir: resolve(values.MEDIA_DIR ?? "var/media"),
      s3:
        values.MEDIA_S3_ENDPOINT &&
        values.MEDIA_S3_BUCKET &&
        values.MEDIA_S3_ACCESS_KEY_ID &&
        values.MEDIA_S3_SECRET_ACCESS_KEY
          ? {
              endpoint: values.MEDIA_S3_ENDPOINT,
              region: values.MEDIA_S3_REGION,
              bucket: values.MEDIA_S3_BUCKET,
              accessKeyId: values.MEDIA_S3_ACCESS_KEY_ID,
              secretAccessKey: values.MEDIA_S3_SECRET_ACCESS_KEY,
              prefix: values.MEDIA_S3_PREFIX,
            }
          : null,
    },
    care: {
      dailyCap: values.CARE_DAILY_CAP,
      weeklyCap: values.CARE_WEEKLY_CAP,
      quietFrom: values.CARE_QUIET_FROM,
      quietUntil: values.CARE_QUIET_UNTIL,
    },
  };
}

/** Read at once: a key that cannot be read must stop the start before anything is written without it. */
function readKeys(entries: { version: number; value: string }[]): ContentKey[] {
  try {
    return readContentKeys(entries.map(({ version, value }) => ({ version, source: value })));
  } catch (error) {
    if (!(error instanceof ContentKeyError)) throw error;
    throw new ConfigError([{ name: "CONTENT_KEYS", message: error.message }]);
  }
}

function versioned(name: string, entries: string[], shape: string): { version: number; value: string }[] {
  return entries.map((entry, index) => {
    const match = VersionedEntry.exec(entry);
    if (!match) throw new ConfigError([{ name, message: `entry ${index + 1} is not ${shape}` }]);
    return { version: Number(match[1]), value: match[2]! };
  });
}

export type Config = ReturnType<typeof loadConfig>;
