"use client";
import { CircleAlert } from "lucide-react";
import { useMay } from "#app/_access/may.client.tsx";
import { useCutPlan } from "#app/_queries/cuts.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { useLedger } from "#app/_queries/refinement.ts";
import { countOf } from "#app/_ui/job-words.ts";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { formatBytes } from "#lib/time.ts";

/** What the plan still allows, before anything is asked of it: clips, bytes, refinements. */
export function RoomLine({ vodId, highlights }: { vodId: string; highlights: readonly Highlight[] }) {
  const cutCount = highlights.filter((one) => ["queued", "cutting", "ready"].includes(one.cutState)).length;
  const { data: plan } = useCutPlan(
    vodId,
    { highlightIds: "all" },
    // What is cut elsewhere takes of the same room.
    { enabled: highlights.length > 0, key: cutCount },
  );
  const maySeeBudget = useMay("GET /api/v1/refinement");
  const ledger = useLedger({ enabled: maySeeBudget && highlights.some((one) => one.refineState !== "none") });
  const refined = highlights.filter((one) => ["queued", "running", "done", "failed"].includes(one.refineState)).length;
  const most = ledger.data?.settings.maxRefinements;
  if (!plan) return <span className="h-5" />;
  const { quota } = plan;
  const clipsLeft = Math.max(0, quota.maxClips - quota.clipCount);
  const bytesLeft = Math.max(0, quota.maxBytes - quota.usedBytes);
  const isFull = clipsLeft === 0 || bytesLeft === 0;
  return (
    <>
      <span className={isFull ? "inline-flex items-center gap-1.5 text-warn" : ""}>
        {isFull ? <CircleAlert aria-hidden className="size-4" /> : null}
        {isFull ? "No room for more clips" : `Room for ${countOf(clipsLeft, "more clips", "more clip")}`}
      </span>
      <span className="time">{formatBytes(bytesLeft)} free</span>
      {most === undefined ? null : (
        <span>{refined > most ? `${refined} refined` : `${refined} of ${countOf(most, "refinements")} used`}</span>
      )}
      {isFull ? (
        <PageLink href="/storage" className="rounded text-accent hover:underline">
          Make room
        </PageLink>
      ) : null}
    </>
  );
}
