import { z } from "zod";
import type { Wire } from "#app/_queries/http.ts";
import type { ClipGroupPage } from "#lib/clips/list-clip-groups.ts";
import type { ClipGroup, ClipView } from "#lib/clips/model.ts";
import { clipProfiles } from "#lib/clips/render/model.ts";
import type { HighlightView } from "#lib/highlights/model.ts";
import { at, bytes, id, meter, nextCursor, seconds, text } from "./basics.ts";
import { renderSpec } from "./cuts.ts";

export const highlight = z
  .object({
    id,
    vodId: id,
    rank: z.int().nullable(),
    origin: z.enum(["detected", "manual"]),
    startSeconds: seconds,
    endSeconds: seconds,
    startTicks: z.int(),
    endTicks: z.int(),
    timescale: z.int(),
    boundsFrom: z.enum(["trimmed", "refined", "detected"]),
    peakSeconds: seconds.nullable(),
    score: z.number(),
    contributions: z.array(
      z.object({
        signal: z.enum(["chat", "events", "transcript", "audio"]),
        name: text,
        value: z.number(),
        label: text,
        evidence: z.array(z.object({ atSeconds: seconds, text })),
      }),
    ),
    title: text.nullable(),
    reviewState: z.enum(["suggested", "approved", "rejected"]),
    refineState: z.enum(["none", "queued", "running", "done", "failed", "skipped"]),
    refineReason: text.nullable(),
    isClipable: z.boolean().nullable(),
    clipableReason: text.nullable(),
    confidence: z.number().nullable(),
    cutState: z.enum(["none", "queued", "cutting", "ready", "failed", "skipped", "stale"]),
    cutReason: text.nullable(),
    editVersion: z.int(),
  })
  .meta({ id: "Highlight" }) satisfies z.ZodType<Wire<HighlightView>>;

export const clip = z
  .object({
    clipVodId: id,
    highlightId: id,
    sourceVodId: id,
    sourceTitle: text,
    title: text,
    state: z.enum(["queued", "cutting", "ready", "failed", "skipped", "cancelled", "stale"]),
    playable: z.boolean(),
    mode: z.enum(["fast", "exact", "render"]),
    anyway: z.boolean(),
    profile: z.enum(clipProfiles),
    isCaptioned: z.boolean(),
    render: renderSpec.nullable().describe("What it was rendered with; null for a plain cut"),
    notes: z.array(text),
    startSeconds: seconds,
    endSeconds: seconds,
    durationMs: z.int().nullable(),
    sizeBytes: bytes.nullable(),
    frameRate: z.number().nullable(),
    failureCode: text.nullable(),
    failureText: text.nullable(),
    attempt: z.int(),
    createdAt: at,
    readyAt: at.nullable(),
    fraction: z.number(),
    byteMeter: meter.nullable(),
    made: z
      .object({
        method: z.enum(["spliced", "encoded"]),
        framesEncoded: z.int(),
        framesCopied: z.int(),
        because: text.nullable(),
      })
      .nullable(),
  })
  .meta({ id: "Clip" }) satisfies z.ZodType<Wire<ClipView>>;

export const clipGroup = z
  .object({
    highlightId: id,
    title: text,
    sourceVodId: id,
    sourceTitle: text,
    streamId: id.nullable(),
    sourceState: z.enum(["imported", "processing", "ready", "failed", "trashed", "deleting", "deleted"]),
    isClipable: z.boolean().nullable(),
    startSeconds: seconds,
    endSeconds: seconds,
    clips: z.array(clip),
  })
  .meta({ id: "ClipGroup" }) satisfies z.ZodType<Wire<ClipGroup>>;

export const clipGroupPage = z.object({
  groups: z.array(clipGroup),
  nextCursor,
  total: z.int().nullable().describe("On the first page alone"),
}) satisfies z.ZodType<Wire<ClipGroupPage>>;
