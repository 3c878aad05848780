import type { Bounds, DetectionDiff } from "./model.ts";

/** A scored moment in ticks of the media. */
export type Candidate = Omit<Bounds, "timescale"> & { peakTicks: number; score: number };

/** An existing highlight. `isProtected`: cut, approved, rejected, trimmed or made by hand; it stays as it is. */
export type Existing = Omit<Bounds, "timescale"> & { id: string; peakTicks: number | null; isProtected: boolean };

export type DiffPlan = {
  /** Candidates that take an existing highlight over, by index of the candidate. */
  updates: { id: string; candidate: number; isMoved: boolean }[];
  inserts: number[];
  /** Highlights that no candidate stands for any more. */
  gone: string[];
  diff: DetectionDiff;
};

const overlap = (a: Candidate, b: Existing) =>
  Math.max(0, Math.min(a.endTicks, b.endTicks) - Math.max(a.startTicks, b.startTicks));

/** The same moment: half of the shorter one is shared, or the peaks are close. */
function isSame(candidate: Candidate, existing: Existing, nearTicks: number): boolean {
  const shorter = Math.min(candidate.endTicks - candidate.startTicks, existing.endTicks - existing.startTicks);
  if (overlap(candidate, existing) >= shorter / 2) return true;
  return existing.peakTicks !== null && Math.abs(existing.peakTicks - candidate.peakTicks) <= nearTicks;
}

/**
 * What a run changes: candidates (best first) against what is there. Ids are kept where the moment is the same.
 * Protected highlights are never touched, and a candidate one of them stands for is not added again. Pure.
 */
export function planDiff(candidates: Candidate[], existing: Existing[], nearTicks: number): DiffPlan {
  const free = new Set(existing.filter((one) => !one.isProtected));
  const kept = existing.filter((one) => one.isProtected);
  const updates: DiffPlan["updates"] = [];
  const inserts: number[] = [];
  candidates.forEach((candidate, index) => {
    if (kept.some((one) => isSame(candidate, one, nearTicks))) return;
    const matches = [...free].filter((one) => isSame(candidate, one, nearTicks));
    const distance = (one: Existing) => Math.abs((one.peakTicks ?? one.startTicks) - candidate.peakTicks);
    const [match] = matches.sort((a, b) => distance(a) - distance(b) || (a.id < b.id ? -1 : 1));
    if (!match) {
      inserts.push(index);
      return;
    }
    free.delete(match);
    const isMoved = match.startTicks !== candidate.startTicks || match.endTicks !== candidate.endTicks;
    updates.push({ id: match.id, candidate: index, isMoved });
  });
  const gone = [...free].map((one) => one.id);
  const moved = updates.filter((one) => one.isMoved).length;
  const diff = {
    kept: updates.length - moved,
    moved,
    added: inserts.length,
    gone: gone.length,
    protected: kept.length,
  };
  return { updates, inserts, gone, diff };
}
