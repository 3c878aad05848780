import { type Logger, pino } from "pino";

export type Log = Logger;

/** Field names whose values never reach a log line. */
const secretFields = [
  "password",
  "token",
  "authorization",
  "cookie",
  "secret",
  "databaseUrl",
  "secretAccessKey",
  "smtpUrl",
];

/** A JSON logger on stderr; fields named like secrets are replaced at any of the first two levels. */
export function createLog(options: { level: string; name: string }): Log {
  return pino(
    {
      name: options.name,
      level: options.level,
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: "[redacted]" },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
