import { AppError, type ErrorCode } from "#lib/errors.ts";
import { changed, notFound } from "./key.ts";

type Facts = { name?: string; $metadata?: { httpStatusCode?: number; requestId?: string }; Code?: string };

const credentialErrors = ["AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "Forbidden"];
const fullErrors = ["QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "EntityTooLarge"];

/** True when the bucket itself is missing (a HEAD can't tell; it says "no such object"). */
export const isMissingBucket = (error: unknown): boolean => (error as Facts | null)?.name === "NoSuchBucket";

/** An S3 client error as an AppError. Its own text (host names, addresses, keys) stays out; name and status go to the log. */
export function s3Error(error: unknown, key: string): AppError {
  if (error instanceof AppError) return error;
  const { name, $metadata } = (error ?? {}) as Facts;
  const status = $metadata?.httpStatusCode;
  const errno = (error as NodeJS.ErrnoException | null)?.code;
  const details = { key, name, status, errno, requestId: $metadata?.requestId };
  const say = (code: ErrorCode, message: string) => new AppError(code, message, { details });
  if (isMissingBucket(error)) {
    return say("store_unavailable", "The S3 bucket does not exist and can't be made. Create it, or set S3_BUCKET.");
  }
  if (name === "NoSuchKey" || status === 404) return notFound(key);
  if (name === "PreconditionFailed" || status === 412) return changed(key);
  if (name === "InvalidRange" || status === 416) {
    return say("range_not_satisfiable", "The range starts past the end of the file.");
  }
  if (credentialErrors.includes(name ?? "") || status === 401 || status === 403) {
    return say(
      "store_unavailable",
      "The S3 server refuses our key pair for this. Check S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY and the bucket's policy.",
    );
  }
  if (fullErrors.includes(name ?? "") || status === 507) {
    return say("disk_full", "The S3 server has no room for this file. Free some space there, then try again.");
  }
  return say("store_unavailable", "The S3 server can't be reached or failed. It is tried again; check S3_ENDPOINT.");
}
