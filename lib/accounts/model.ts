/** Pure shapes and arithmetic of quotas: no I/O, no clock. */
import type { Refusal } from "#lib/errors.ts";
import { formatBytes } from "#lib/time.ts";

/** Bytes that count together against one limit. What is stored and promised never exceeds `maxBytes`. */
export type QuotaBucket = {
  maxBytes: number;
  /** What the store holds: also the trash, and what is being deleted. */
  storedBytes: number;
  /** The part of `storedBytes` that is being deleted. */
  leavingBytes: number;
  /** Promised to work in flight. */
  reservedBytes: number;
};

export type BucketName = "vods" | "clips";

/** What an account uses of its plan. Where the plan doesn't count clips apart, both buckets are the same one. */
export type QuotaUsage = {
  planName: string;
  /** The oldest things may go by themselves when there is no room. */
  allowsEviction: boolean;
  retentionDays: number;
  trashDays: number;
  maxVods: number;
  /** VODs that exist or are being made; failed ones and those in the trash don't count. */
  vodCount: number;
  maxClips: number;
  clipCount: number;
  /** Of both buckets together. */
  storedBytes: number;
  reservedBytes: number;
  isShared: boolean;
  vods: QuotaBucket;
  clips: QuotaBucket;
};

/** What is missing when the plan has no room. `missingBytes` is 0 when it is the number of VODs or clips that is used up. */
export type QuotaRefusal = Refusal<"quota_exceeded"> & { missingBytes: number };

/** Bytes of a bucket that are taken. */
export const usedBytes = (bucket: QuotaBucket): number => bucket.storedBytes + bucket.reservedBytes;

/** How many bytes are missing for `neededBytes` more; 0 or less when they fit. */
export const missingFor = (bucket: QuotaBucket, neededBytes: number): number =>
  usedBytes(bucket) + neededBytes - bucket.maxBytes;

/** Why `neededBytes` don't fit and what to do, or null when they do. */
export function refuseBytes(usage: QuotaUsage, name: BucketName, neededBytes: number): QuotaRefusal | null {
  const bucket = usage[name];
  const missingBytes = missingFor(bucket, neededBytes);
  if (missingBytes <= 0) return null;
  const of = usage.isShared ? "" : name === "clips" ? " for clips" : " for recordings";
  const tried = usage.allowsEviction ? " Nothing that may be deleted by itself makes enough room." : "";
  return {
    ok: false,
    reason: "quota_exceeded",
    missingBytes,
    message: `This needs ${formatBytes(neededBytes)}, ${formatBytes(missingBytes)} more than is free: ${formatBytes(bucket.storedBytes)} stored and ${formatBytes(bucket.reservedBytes)} promised of ${formatBytes(bucket.maxBytes)}${of} on the plan ${usage.planName}.${tried} Delete VODs or clips and empty the trash, or move to a larger plan.`,
  };
}

/** Why one more VOD or clip doesn't fit the plan's number of them, or null when it does. */
export function refuseCount(usage: QuotaUsage, name: BucketName): QuotaRefusal | null {
  const [max, count, what] =
    name === "clips" ? [usage.maxClips, usage.clipCount, "clips"] : [usage.maxVods, usage.vodCount, "recordings"];
  if (count + 1 <= max) return null;
  return {
    ok: false,
    reason: "quota_exceeded",
    missingBytes: 0,
    message: `The plan ${usage.planName} keeps ${max} ${what} and you have ${count}. Delete ${what} you don't need, or move to a larger plan.`,
  };
}
