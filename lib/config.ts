import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { AppError } from "./errors.ts";
import type { FetchPolicy } from "./platform/http-guard/model.ts";
import { parseFetchPolicy } from "./platform/http-guard/policy.ts";
import type { LlmConfig } from "./platform/llm/model.ts";

const sizeBytes = z.coerce.number().int().positive();
const flag = z.stringbool().optional();

/**
 * A setting that nobody may read in a log or failure text, or that says of itself that it is none. Every free text is one
 * or the other, and every secret is known to `secretsOf`: `config.test.ts` goes through the settings.
 */
const secret = <Schema extends z.ZodType>(schema: Schema): Schema => schema.meta({ isSecret: true });
const open = <Schema extends z.ZodType>(schema: Schema): Schema => schema.meta({ isSecret: false });

export const environment = z.object({
  DATABASE_URL: secret(z.url({ protocol: /^postgres(ql)?$/ }).optional()),
  S3_ENDPOINT: open(z.url({ protocol: /^https?$/ }).optional()),
  S3_REGION: open(z.string().min(1).default("us-east-1")),
  S3_BUCKET: open(z.string().min(3).optional()),
  S3_ACCESS_KEY_ID: secret(z.string().min(1).optional()),
  S3_SECRET_ACCESS_KEY: secret(z.string().min(1).optional()),
  S3_FORCE_PATH_STYLE: flag,
  S3_PLAYBACK: z.enum(["presigned", "proxied"]).default("proxied"),
  VODMANAGER_DATA_DIR: open(z.string().min(1).optional()),
  HOST: open(z.string().min(1).default("127.0.0.1")),
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  APP_URL: open(z.url({ protocol: /^https?$/ }).optional()),
  AUTH_SECRET: secret(z.string().min(32).optional()),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  FFMPEG_PATH: open(z.string().min(1).optional()),
  FFPROBE_PATH: open(z.string().min(1).optional()),
  FFMPEG_MAX_MEMORY_BYTES: sizeBytes.min(256_000_000, "at least 256,000,000").default(4_000_000_000),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).optional(),
  MIN_FREE_DISK_BYTES: sizeBytes.default(1_000_000_000),
  CACHE_MAX_BYTES: sizeBytes.default(50_000_000_000),
  MAX_UPLOAD_BYTES: sizeBytes.default(100_000_000_000),
  ALERT_EMAIL: open(z.email().optional()),
  ALERT_WEBHOOK_URL: secret(z.url({ protocol: /^https?$/ }).optional()),
  METRICS_TOKEN: secret(z.string().min(16).optional()),
  FETCH_ONLY_HOSTS: open(z.string().optional()),
  FETCH_PRIVATE_HOSTS: open(z.string().optional()),
  ALLOW_SIGN_UP: flag,
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  TWITCH_CLIENT_ID: open(z.string().min(1).optional()),
  TWITCH_CLIENT_SECRET: secret(z.string().min(1).optional()),
  TWITCH_AUTH_URL: open(z.url({ protocol: /^https?$/ }).default("https://id.twitch.tv/oauth2")),
  API_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).max(100_000).default(600),
  LLM_BACKEND: z.enum(["heuristic", "gemini", "openai-compatible"]).default("heuristic"),
  LLM_MODEL: open(z.string().min(1).optional()),
  LLM_BASE_URL: open(z.url({ protocol: /^https?$/ }).optional()),
  LLM_API_KEY: secret(z.string().min(1).optional()),
  LLM_AUDIO: flag,
  LLM_JSON: z.enum(["auto", "schema", "object", "prompt"]).default("auto"),
  LLM_TIMEOUT_SECONDS: z.coerce.number().min(1).max(600).default(60),
  LLM_MAX_INPUT_TOKENS: z.coerce.number().int().min(2_000).max(200_000).default(30_000),
  LLM_MAX_OUTPUT_TOKENS: z.coerce.number().int().min(256).max(64_000).default(4_000),
  SMTP_URL: secret(z.url({ protocol: /^smtps?$/ }).optional()),
  MAIL_FROM: open(
    z
      .string()
      .regex(/^[^\r\n]*@[^\r\n]+$/, "an address, or Name <address>")
      .optional(),
  ),
});

export type Config = {
  /** Absolute path of everything this installation keeps on local disk. */
  dataDir: string;
  /** Stable random name of this host (kept in the data directory): local files are only on the host that took them in. */
  hostId: string;
  /** Undefined: the embedded Postgres in `dataDir` is used. */
  databaseUrl: string | undefined;
  /** Undefined: objects are files in `dataDir`. */
  s3:
    | {
        endpoint: string | undefined;
        region: string;
        bucket: string;
        accessKeyId: string;
        secretAccessKey: string;
        forcePathStyle: boolean;
      }
    | undefined;
  /** How players get media of an S3 store: through this server and its cache, or from the store by presigned URLs. */
  s3Playback: "presigned" | "proxied";
  host: string;
  port: number;
  appUrl: string;
  authSecret: string;
  allowSignUp: boolean;
  /** Proxies in front of the web whose word on the client's address counts; 0: clients connect by themselves. */
  trustedProxies: number;
  /** Undefined: no signing in with Twitch. */
  twitch: { clientId: string; clientSecret: string; authUrl: string } | undefined;
  /** Requests an API key may send in a minute. */
  apiRequestsPerMinute: number;
  logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
  ffmpegPath: string | undefined;
  ffprobePath: string | undefined;
  /** Most memory that one ffmpeg or ffprobe may have. */
  ffmpegMaxMemoryBytes: number;
  workerConcurrency: number;
  minFreeDiskBytes: number;
  /** Most bytes of stored media kept on local disk; only media in use may hold it above. */
  cacheMaxBytes: number;
  maxUploadBytes: number;
  /** Where addresses that users give may lead. */
  fetchPolicy: FetchPolicy;
  /** Where alerts are told, beside the operator's page. */
  alerts: { email: string | undefined; webhookUrl: string | undefined };
  /** Who knows it may read the metrics from anywhere; without one, only this machine may. */
  metricsToken: string | undefined;
  /** The language model that refines highlights; undefined: the offline heuristic does. */
  llm: LlmConfig | undefined;
  /** Undefined: no e-mail is sent; notifications are shown on the pages only. */
  mail: { smtpUrl: string; from: string } | undefined;
};

/** Reads a small generated value from `file`, making it on first use; safe when two processes start at once. */
function keptValue(file: string, make: () => string): string {
  try {
    writeFileSync(file, make(), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readFileSync(file, "utf8").trim();
}

/**
 * Reads the configuration from environment variables (empty strings count as unset).
 * Throws `AppError("invalid_input")` naming each wrong variable and what it takes.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env, rootDir = process.cwd()): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    throw new AppError(
      "invalid_input",
      `The environment has settings that can't be used: ${wrong}. See "Configuration" in README.md.`,
    );
  }
  const e = parsed.data;
  const dataDir = path.resolve(rootDir, e.VODMANAGER_DATA_DIR ?? ".data");
  mkdirSync(dataDir, { recursive: true });
  return {
    dataDir,
    hostId: keptValue(path.join(dataDir, "host-id"), () =>
      `${os.hostname().slice(0, 20)}-${randomUUID().slice(0, 8)}`.toLowerCase(),
    ),
    databaseUrl: e.DATABASE_URL,
    s3: s3Of(e),
    s3Playback: e.S3_PLAYBACK,
    host: e.HOST,
    port: e.PORT,
    appUrl: e.APP_URL ?? `http://localhost:${e.PORT}`,
    authSecret: e.AUTH_SECRET ?? keptValue(path.join(dataDir, "auth-secret"), () => randomBytes(32).toString("hex")),
    allowSignUp: e.ALLOW_SIGN_UP ?? false,
    trustedProxies: e.TRUSTED_PROXIES,
    twitch: twitchOf(e),
    apiRequestsPerMinute: e.API_REQUESTS_PER_MINUTE,
    logLevel: e.LOG_LEVEL,
    ffmpegPath: e.FFMPEG_PATH,
    ffprobePath: e.FFPROBE_PATH,
    ffmpegMaxMemoryBytes: e.FFMPEG_MAX_MEMORY_BYTES,
    workerConcurrency: e.WORKER_CONCURRENCY ?? Math.max(2, os.availableParallelism()),
    minFreeDiskBytes: e.MIN_FREE_DISK_BYTES,
    cacheMaxBytes: e.CACHE_MAX_BYTES,
    maxUploadBytes: e.MAX_UPLOAD_BYTES,
    fetchPolicy: fetchPolicyOf(e),
    alerts: { email: e.ALERT_EMAIL, webhookUrl: e.ALERT_WEBHOOK_URL },
    metricsToken: e.METRICS_TOKEN,
    llm: llmOf(e),
    mail: mailOf(e),
  };
}

function fetchPolicyOf(e: z.infer<typeof environment>): FetchPolicy {
  try {
    return parseFetchPolicy({ onlyHosts: e.FETCH_ONLY_HOSTS, privateHosts: e.FETCH_PRIVATE_HOSTS });
  } catch (error) {
    const message = `FETCH_ONLY_HOSTS or FETCH_PRIVATE_HOSTS can't be used: ${(error as Error).message}.`;
    throw new AppError("invalid_input", message);
  }
}

function llmOf(e: z.infer<typeof environment>): Config["llm"] {
  if (e.LLM_BACKEND === "heuristic") return undefined;
  const missing = [
    ...(e.LLM_MODEL ? [] : ["LLM_MODEL (the model's name)"]),
    ...(e.LLM_BACKEND === "gemini" && !e.LLM_API_KEY ? ["LLM_API_KEY (Google's key)"] : []),
    ...(e.LLM_BACKEND === "openai-compatible" && !e.LLM_BASE_URL ? ["LLM_BASE_URL (the server's /v1 address)"] : []),
  ];
  if (!e.LLM_MODEL || missing.length > 0) {
    throw new AppError(
      "invalid_input",
      `LLM_BACKEND=${e.LLM_BACKEND} also needs ${missing.join(" and ")}. Leave LLM_BACKEND out to refine highlights offline.`,
    );
  }
  return {
    provider: e.LLM_BACKEND,
    model: e.LLM_MODEL,
    baseUrl: e.LLM_BASE_URL,
    apiKey: e.LLM_API_KEY,
    takesAudio: e.LLM_AUDIO ?? e.LLM_BACKEND === "gemini",
    jsonMode: e.LLM_JSON,
    timeoutMs: e.LLM_TIMEOUT_SECONDS * 1000,
    maxInputTokens: e.LLM_MAX_INPUT_TOKENS,
    maxOutputTokens: e.LLM_MAX_OUTPUT_TOKENS,
  };
}

function mailOf(e: z.infer<typeof environment>): Config["mail"] {
  if (e.SMTP_URL === undefined && e.MAIL_FROM === undefined) return undefined;
  if (e.SMTP_URL === undefined || e.MAIL_FROM === undefined) {
    throw new AppError(
      "invalid_input",
      "E-mail is set up only in part: SMTP_URL and MAIL_FROM go together. Set both, or none to send no e-mail.",
    );
  }
  return { smtpUrl: e.SMTP_URL, from: e.MAIL_FROM };
}

function twitchOf(e: z.infer<typeof environment>): Config["twitch"] {
  if (e.TWITCH_CLIENT_ID === undefined && e.TWITCH_CLIENT_SECRET === undefined) return undefined;
  if (e.TWITCH_CLIENT_ID === undefined || e.TWITCH_CLIENT_SECRET === undefined) {
    throw new AppError(
      "invalid_input",
      "Signing in with Twitch is set up only in part: TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET go together. Set both, or none.",
    );
  }
  return { clientId: e.TWITCH_CLIENT_ID, clientSecret: e.TWITCH_CLIENT_SECRET, authUrl: e.TWITCH_AUTH_URL };
}

function s3Of(e: z.infer<typeof environment>): Config["s3"] {
  const given = [e.S3_BUCKET, e.S3_ACCESS_KEY_ID, e.S3_SECRET_ACCESS_KEY];
  if (given.every((value) => value === undefined) && e.S3_ENDPOINT === undefined) return undefined;
  if (!e.S3_BUCKET || !e.S3_ACCESS_KEY_ID || !e.S3_SECRET_ACCESS_KEY) {
    throw new AppError(
      "invalid_input",
      "S3 is set up only in part: S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together (S3_ENDPOINT too, unless it is AWS). Set all of them, or none to store files on local disk.",
    );
  }
  return {
    endpoint: e.S3_ENDPOINT,
    region: e.S3_REGION,
    bucket: e.S3_BUCKET,
    accessKeyId: e.S3_ACCESS_KEY_ID,
    secretAccessKey: e.S3_SECRET_ACCESS_KEY,
    forcePathStyle: e.S3_FORCE_PATH_STYLE ?? e.S3_ENDPOINT !== undefined,
  };
}
