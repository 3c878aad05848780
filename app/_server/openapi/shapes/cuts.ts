import { z } from "zod";
import type { Wire } from "#app/_queries/http.ts";
import type { CaptionsView } from "#lib/clips/captions/model.ts";
import type { CutOutcome, CutPlans } from "#lib/clips/model.ts";
import { captionPresets, clipProfiles, type RenderSpec } from "#lib/clips/render/model.ts";
import type { SplitSettings } from "#lib/clips/render/split-settings.ts";
import type { TrashOutcome } from "#lib/clips/trash-vods.ts";
import { bytes, id, seconds, text } from "./basics.ts";

const fraction = z.number().describe("0 to 1, of the picture's width or height");
const box = z.object({ x: fraction, y: fraction, width: fraction, height: fraction }).meta({ id: "Box" });
const split = z.object({ face: box, game: box, faceShare: z.number().describe("0 to 1, of the height") });

export const renderSettings = z.object({ split }) satisfies z.ZodType<Wire<SplitSettings>>;

/** What a clip was rendered with. */
export const renderSpec = z
  .object({
    profile: z.enum(clipProfiles),
    captions: z.enum(["off", ...captionPresets]),
    chatOverlay: z.boolean(),
    loudness: z.boolean(),
    split: split.nullable(),
    captionsVersion: z.int().optional(),
  })
  .meta({ id: "Render" }) satisfies z.ZodType<Wire<RenderSpec>>;

const notCut = z.object({
  highlightId: id,
  ok: z.literal(false),
  reason: z.enum(["not_found", "not_clipable", "quota_exceeded", "invalid_input", "conflict"]),
  message: text,
});
const cut = z.object({ highlightId: id, ok: z.literal(true), clipVodId: id, attempt: z.int() });

export const cutAgain = cut;
export const cutOutcome = z.union([cut, notCut]).meta({ id: "CutOutcome" }) satisfies z.ZodType<Wire<CutOutcome>>;

const planned = z.object({
  highlightId: id,
  ok: z.literal(true),
  isCutAlready: z.boolean(),
  estimatedSeconds: seconds.nullable(),
  startSeconds: seconds,
  endSeconds: seconds,
  durationSeconds: seconds,
  leadInSeconds: seconds,
  frameCount: z.int(),
  framesToEncode: z.int(),
  bytesToRead: bytes,
  estimatedBytes: bytes,
});

export const cutPlans = z.object({
  mode: z.enum(["fast", "exact", "render"]),
  plans: z.array(z.union([planned, notCut])),
  totals: z.object({
    clipCount: z.int(),
    cutAlreadyCount: z.int(),
    refusedCount: z.int(),
    durationSeconds: seconds,
    bytesToRead: bytes,
    estimatedBytes: bytes,
    sourceBytes: bytes,
  }),
  quota: z.object({
    maxBytes: bytes,
    usedBytes: bytes,
    usedBytesAfter: bytes,
    maxClips: z.int(),
    clipCount: z.int(),
    clipCountAfter: z.int(),
    fits: z.boolean(),
    evicted: z.array(z.object({ title: text, sizeBytes: bytes })),
  }),
}) satisfies z.ZodType<Wire<CutPlans>>;

const stretch = z.object({ fromMs: z.int(), toMs: z.int() });
const word = z.object({ startMs: z.int(), endMs: z.int(), text });

export const captions = z.object({
  version: z.int(),
  isEdited: z.boolean(),
  clip: stretch,
  covered: stretch,
  lines: z.array(word.extend({ words: z.array(word).nullable() })),
}) satisfies z.ZodType<Wire<CaptionsView>>;

export const trashOutcome = z
  .union([
    z.object({ vodId: id, ok: z.literal(true) }),
    z.object({
      vodId: id,
      ok: z.literal(false),
      reason: z.enum(["not_found", "conflict", "quota_exceeded"]),
      message: text,
    }),
  ])
  .meta({ id: "TrashOutcome" }) satisfies z.ZodType<Wire<TrashOutcome>>;
