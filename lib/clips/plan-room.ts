import { missingFor, type QuotaRefusal, type QuotaUsage, refuseBytes, refuseCount } from "#lib/accounts/model.ts";

/** One clip that is to be cut: what it may weigh, and whether it is one more of the plan's number of clips. */
type Wanted = { bytes: number; isNew: boolean };
/** What may be deleted by itself, in the order it would go. */
type Evictable = { title: string; sizeBytes: number };

/** `refusals`: one a clip, null where it fits. `after`: what is used when those that fit are cut. */
type RoomPlan<One extends Evictable> = { refusals: (QuotaRefusal | null)[]; evicted: One[]; after: QuotaUsage };

/**
 * What a plan has room for, clip by clip in the order they are cut, as `requestCuts` grants it: first what fits, then what
 * fits once the oldest things are deleted, where the plan allows that. Pure.
 */
export function planRoom<One extends Evictable>(
  usage: QuotaUsage,
  wanted: readonly Wanted[],
  evictable: readonly One[],
): RoomPlan<One> {
  let after = usage;
  const refuse = ({ bytes, isNew }: Wanted) =>
    refuseBytes(after, "clips", bytes) ?? (isNew ? refuseCount(after, "clips") : null);
  const take = ({ bytes, isNew }: Wanted) => {
    after = withBytes(after, bytes, isNew ? 1 : 0);
  };
  const refusals = wanted.map((clip) => {
    const refusal = refuse(clip);
    if (refusal === null) take(clip);
    return refusal;
  });
  const evicted: One[] = [];
  for (const [at, clip] of wanted.entries()) {
    if (!refusals[at] || refusals[at].missingBytes <= 0) continue;
    const freed = chooseFrom(evictable.slice(evicted.length), missingFor(after.clips, clip.bytes));
    if (freed === null) continue;
    evicted.push(...freed);
    after = withBytes(after, -freed.reduce((sum, one) => sum + one.sizeBytes, 0), 0);
    refusals[at] = refuse(clip);
    if (refusals[at] === null) take(clip);
  }
  return { refusals, evicted, after };
}

/** The first of them that together give `bytes`; null when all together don't. */
function chooseFrom<One extends Evictable>(evictable: readonly One[], bytes: number): One[] | null {
  let freed = 0;
  const end = evictable.findIndex((one) => {
    freed += one.sizeBytes;
    return freed >= bytes;
  });
  return end < 0 ? null : evictable.slice(0, end + 1);
}

/** The usage with so many bytes more or less promised to clips, and so many clips more. */
function withBytes(usage: QuotaUsage, bytes: number, clips: number): QuotaUsage {
  const changed = { ...usage.clips, reservedBytes: usage.clips.reservedBytes + bytes };
  return {
    ...usage,
    clipCount: usage.clipCount + clips,
    reservedBytes: usage.reservedBytes + bytes,
    clips: changed,
    vods: usage.isShared ? changed : usage.vods,
  };
}
