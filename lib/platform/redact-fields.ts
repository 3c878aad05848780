import { pino } from "pino";
import { mask, redact } from "./redact.ts";

/** Field names whose texts are secrets whatever they look like (a `link` is one that an e-mail carries); counts and flags of such names (`maxTokens`) stay. */
const secretNames =
  /pass(word|wd|phrase)|secret|token|authorization|cookie|api[-_]?key|access[-_]?key|private[-_]?key|credential|signature|signedurl|databaseurl|connectionstring|smtpurl|session(id)?$|link$/i;

const deepest = 8;

/**
 * A value as it may be logged: texts in fields named like secrets are replaced, all other texts go through `redact`, and
 * errors become plain fields with what they carry.
 */
export function redactFields(value: unknown, known: readonly string[], depth = 0): unknown {
  if (typeof value === "string") return redact(value, known);
  if (typeof value !== "object" || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value;
  if (depth >= deepest) return "[deeper]";
  const next = (one: unknown) => redactFields(one, known, depth + 1);
  if (Array.isArray(value)) return value.map(next);
  // A failed query's parameters are whatever was to be stored: tokens and hashes as well.
  if (value instanceof Error)
    return redactFields({ ...pino.stdSerializers.errWithCause(value), params: undefined }, known, depth);
  if (value instanceof URL) return redact(value.href, known);
  if (value instanceof Set) return [...value].map(next);
  const entries = value instanceof Map || value instanceof Headers ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, one]) => [name, secretNames.test(String(name)) ? maskTexts(one) : next(one)]),
  );
}

function maskTexts(value: unknown): unknown {
  if (typeof value === "string" || ArrayBuffer.isView(value)) return mask;
  if (Array.isArray(value)) return value.map(maskTexts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskTexts(one)]));
}
