import { expect, test } from "vitest";
import { describePlan } from "./describe-plan.ts";

test("a plan names each clip's true bounds and what it costs, and all together", () => {
  const one = {
    startSeconds: 62.76,
    endSeconds: 90,
    durationSeconds: 27.24,
    leadInSeconds: 1.24,
    frameCount: 817,
    framesToEncode: 0,
    bytesToRead: 12_300_000,
    estimatedBytes: 11_800_000,
  };
  const text = describePlan({
    mode: "fast",
    plans: [
      { highlightId: "a", ok: true, isCutAlready: false, estimatedSeconds: null, ...one },
      {
        highlightId: "b",
        ok: true,
        isCutAlready: true,
        estimatedSeconds: null,
        ...one,
        leadInSeconds: 0,
        framesToEncode: 43,
      },
      { highlightId: "c", ok: false, reason: "not_clipable", message: "Only silence." },
    ],
    totals: {
      clipCount: 1,
      cutAlreadyCount: 1,
      refusedCount: 1,
      durationSeconds: 27.24,
      bytesToRead: 12_300_000,
      estimatedBytes: 11_800_000,
      sourceBytes: 1_900_000_000,
    },
    quota: {
      maxBytes: 5e9,
      usedBytes: 2e9,
      usedBytesAfter: 2_011_800_000,
      maxClips: 10,
      clipCount: 3,
      clipCountAfter: 4,
      fits: true,
      evicted: [{ title: "Old stream", sizeBytes: 4_000_000 }],
    },
  });
  expect(text.split("\n")).toEqual([
    "a  0:01:02.760 - 0:01:30.000  817 frames  reads 12.3 MB, about 11.8 MB  starts 1.24 s earlier",
    "b  0:01:02.760 - 0:01:30.000  817 frames (43 encoded anew)  cut already",
    "c  not cut: Only silence.",
    "1 clips to cut (fast), 27.2 s together; cut already: 1; left out: 1",
    "To read: 12.3 MB of 1.9 GB. Size: about 11.8 MB.",
    "Storage after: 2.0 GB of 5.0 GB; clips after: 4 of 10.",
    "Deleted to make room: Old stream (4.0 MB).",
    "",
  ]);
});
