import { AppError } from "#lib/errors.ts";
import type { ByteRange } from "./model.ts";

const segment = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/;
const maxKeyLength = 800;

/**
 * Refuses every key that is not `[A-Za-z0-9._-]` segments joined by `/`. No segment starts with a dot, so `..` and
 * the store's own hidden files can't be named; no segment is empty, so a key is never absolute.
 */
export function requireKey(key: string): string {
  if (key.length > 0 && key.length <= maxKeyLength && key.split("/").every((part) => segment.test(part))) return key;
  throw new AppError(
    "invalid_input",
    `"${key.slice(0, 80)}" can't be an object key. Keys are segments of letters, digits, ".", "_" and "-", joined by "/"; a segment does not start with a dot.`,
  );
}

/** Refuses a list prefix that no key could start with; the empty prefix is allowed. */
export function requirePrefix(prefix: string): string {
  const parts = prefix.split("/");
  const last = parts.pop() ?? "";
  if (parts.every((part) => segment.test(part)) && (last === "" || segment.test(last))) return prefix;
  throw new AppError(
    "invalid_input",
    `"${prefix.slice(0, 80)}" can't start an object key. Use the first characters of a key, or nothing for all keys.`,
  );
}

/** Refuses a range that is no range: both ends are whole numbers from 0, the last not before the first. */
export function requireRange(range: ByteRange): ByteRange {
  const { firstByte, lastByte } = range;
  if (Number.isSafeInteger(firstByte) && Number.isSafeInteger(lastByte) && firstByte >= 0 && lastByte >= firstByte) {
    return range;
  }
  throw new AppError(
    "invalid_input",
    `Bytes ${firstByte} to ${lastByte} are no range. Both ends are whole numbers from 0, and the last is not before the first.`,
  );
}

export const notFound = (key: string): AppError =>
  new AppError("not_found", "A stored file is missing.", { details: { key } });

export const changed = (key: string): AppError =>
  new AppError("conflict", "A stored file changed while it was being read. Try again.", { details: { key } });

export const pastTheEnd = (key: string, range: ByteRange, sizeBytes?: number): AppError =>
  new AppError("range_not_satisfiable", "The range starts past the end of the file.", {
    details: { key, ...range, sizeBytes },
  });
