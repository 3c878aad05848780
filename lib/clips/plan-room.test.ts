import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type QuotaUsage, usedBytes } from "#lib/accounts/model.ts";
import { planRoom } from "./plan-room.ts";

const usage = (
  over: { maxBytes?: number; stored?: number; maxClips?: number; clipCount?: number } = {},
): QuotaUsage => {
  const bucket = { maxBytes: over.maxBytes ?? 100, storedBytes: over.stored ?? 0, leavingBytes: 0, reservedBytes: 0 };
  return {
    planName: "Small",
    allowsEviction: false,
    retentionDays: 30,
    trashDays: 7,
    maxVods: 10,
    vodCount: 0,
    maxClips: over.maxClips ?? 10,
    clipCount: over.clipCount ?? 0,
    storedBytes: bucket.storedBytes,
    reservedBytes: 0,
    isShared: true,
    vods: bucket,
    clips: bucket,
  };
};
const clips = (...bytes: number[]) => bytes.map((one) => ({ bytes: one, isNew: true }));
const fits = (plan: ReturnType<typeof planRoom>) => plan.refusals.map((one) => one === null);

describe("planRoom", () => {
  test("the first ones fit until the number of clips is reached; one that exists counts no more", () => {
    const plan = planRoom(usage({ maxClips: 3, clipCount: 1 }), [...clips(1, 1, 1), { bytes: 1, isNew: false }], []);
    expect(fits(plan)).toEqual([true, true, false, true]);
    expect(plan.refusals[2]?.message).toMatch(/keeps 3 clips and you have 3/);
    expect(plan.after.clipCount).toBe(3);
  });

  test("a small one fits behind a large one that doesn't", () => {
    const plan = planRoom(usage({ stored: 50 }), clips(40, 30, 10), []);
    expect(fits(plan)).toEqual([true, false, true]);
    expect(plan.refusals[1]?.missingBytes).toBe(20);
  });

  test("the oldest make way, no more of them than needed, after what fits by itself", () => {
    const old = [10, 10, 50].map((sizeBytes) => ({ title: "old", sizeBytes }));
    const plan = planRoom(usage({ stored: 80 }), clips(35, 20), old);
    expect(fits(plan)).toEqual([true, true]);
    expect(plan.evicted).toHaveLength(3);
    expect(fits(planRoom(usage({ stored: 80 }), clips(35), old))).toEqual([true]);
    expect(planRoom(usage({ stored: 80 }), clips(35), old).evicted).toHaveLength(2);
  });

  test("nothing makes way in vain", () => {
    const plan = planRoom(usage({ stored: 95 }), clips(80), [{ title: "old", sizeBytes: 10 }]);
    expect([fits(plan), plan.evicted]).toEqual([[false], []]);
  });
});

test("what is used afterwards never exceeds the plan", () => {
  const amount = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(amount, fc.boolean())),
      fc.array(amount),
      amount,
      fc.nat(8),
      (wanted, old, stored, max) => {
        const asked = wanted.map(([bytes, isNew]) => ({ bytes, isNew }));
        const all = old.map((sizeBytes) => ({ title: "old", sizeBytes }));
        const { after, refusals } = planRoom(usage({ stored, maxClips: max }), asked, all);
        expect(usedBytes(after.clips)).toBeLessThanOrEqual(100);
        expect(after.clipCount).toBeLessThanOrEqual(max);
        expect(refusals).toHaveLength(asked.length);
      },
    ),
  );
});
