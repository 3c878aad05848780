import { z } from "zod";
import type { Wire } from "#app/_queries/http.ts";
import type { FrameTimes } from "#app/_server/frame-times.ts";
import type { StreamListPage, StreamPage } from "#app/_server/stream-views.ts";
import type { VodPage } from "#app/_server/vod-views.ts";
import type { DetectionDiff, Lane } from "#lib/highlights/model.ts";
import type { OffsetPreview } from "#lib/signals/model.ts";
import type { ChatRow, EventRow, TranscriptRow } from "#lib/signals/queries.ts";
import type { ChatHits } from "#lib/signals/search-chat.ts";
import { at, bytes, id, job, nextCursor, seconds, text } from "./basics.ts";

const vod = z
  .object({
    id,
    streamId: id.nullable(),
    kind: z.enum(["broadcast", "upload", "highlight"]),
    state: z.enum(["imported", "processing", "ready", "failed", "trashed", "deleting", "deleted"]),
    failureCode: text.nullable(),
    failureText: text.nullable(),
    title: text,
    sourceFileName: text.nullable(),
    durationMs: z.int().nullable(),
    sizeBytes: bytes,
    streamOffsetMs: z.int(),
    readyAt: at.nullable(),
    isPinned: z.boolean(),
    createdAt: at,
    hasPoster: z.boolean(),
  })
  .meta({ id: "Video" }) satisfies z.ZodType<Wire<VodPage["vod"]>>;

export const stream = z.object({
  streamId: id,
  title: text,
  createdAt: at,
  startedAt: at.nullable(),
  state: z.enum(["live", "ended"]),
  vods: z.array(vod),
});

const listedStream = stream
  .extend({
    shownState: z.enum(["importing", "processing", "detecting", "ready", "failed"]),
    failedBecause: text.nullable(),
    highlightCount: z.int(),
    approvedCount: z.int(),
    clipCount: z.int(),
    jobs: z.array(job),
  })
  .meta({ id: "Stream" });
export const streamListPage = z.object({
  streams: z.array(listedStream),
  nextCursor,
  total: z.int().nullable().describe("On the first page alone"),
}) satisfies z.ZodType<Wire<StreamListPage>>;

const signalState = z.object({ state: z.enum(["ok", "too_sparse", "unavailable"]), text });

export const detectionDiff = z.object({
  kept: z.int(),
  moved: z.int(),
  added: z.int(),
  gone: z.int(),
  protected: z.int(),
  changes: z
    .array(
      z.object({
        kind: z.enum(["moved", "added", "gone"]),
        fromSeconds: seconds.nullable(),
        toSeconds: seconds.nullable(),
        fromEndSeconds: seconds.nullable().optional(),
        toEndSeconds: seconds.nullable().optional(),
      }),
    )
    .optional(),
  untouched: z
    .array(
      z.object({
        startSeconds: seconds,
        endSeconds: seconds,
        because: z.enum(["cut", "approved", "rejected", "trimmed", "manual"]),
      }),
    )
    .optional(),
}) satisfies z.ZodType<Wire<DetectionDiff>>;

const detection = z
  .object({
    id,
    vodId: id,
    trigger: z.enum(["auto", "screen", "cli"]),
    state: z.enum(["queued", "running", "done", "failed"]),
    failureCode: text.nullable(),
    failureText: text.nullable(),
    signalStates: z
      .object({ chat: signalState, events: signalState, transcript: signalState, audio: signalState })
      .nullable(),
    diff: detectionDiff.nullable(),
    lag: z
      .object({
        seconds,
        from: z.enum(["audio", "events", "channel", "setting"]),
        own: z
          .object({ seconds, from: z.enum(["audio", "events"]), bursts: z.int(), prominence: z.number() })
          .nullable(),
      })
      .nullable(),
    createdAt: at,
    startedAt: at.nullable(),
    finishedAt: at.nullable(),
  })
  .meta({ id: "Detection" });

const signalImport = z
  .object({
    id,
    kind: z.enum(["chat", "events", "transcript"]),
    state: z.enum(["queued", "running", "done", "failed", "replaced"]),
    failureCode: text.nullable(),
    failureText: text.nullable(),
    fileName: text,
    format: text.nullable(),
    sizeBytes: bytes,
    parsedCount: z.int(),
    eventCount: z.int(),
    unreadableCount: z.int(),
    unreadableExamples: z.array(z.object({ line: z.int(), text })),
    offsetMs: z.int(),
    beforeStartCount: z.int(),
    continuationCount: z.int(),
    afterEndCount: z.int(),
    createdAt: at,
    finishedAt: at.nullable(),
  })
  .meta({ id: "SignalFile" });

export const streamPage = z.object({
  stream,
  signalImports: z.array(signalImport),
  detection: detection.nullable(),
  precision: z.array(z.object({ n: z.int(), judged: z.int(), right: z.int(), precision: z.number().nullable() })),
  media: z
    .object({
      width: z.int(),
      height: z.int(),
      frameRate: z.number(),
      hasVariableFrameRate: z.boolean(),
      videoCodecName: text,
      soundTracks: z.array(text),
      convertedReason: text.nullable(),
      playsInChromium: z.boolean(),
    })
    .nullable(),
  highlightCount: z.int(),
  clipCount: z.int(),
  jobs: z.array(job),
}) satisfies z.ZodType<Wire<StreamPage>>;

export const vodPage = z.object({
  vod,
  media: z
    .object({
      durationSeconds: seconds,
      timescale: z.int().describe("Ticks a second"),
      frameRate: z.number(),
      width: z.int(),
      height: z.int(),
      hasAudio: z.boolean(),
      zeroSeconds: seconds,
      mimeType: text,
      videoCodecName: text,
      playsInChromium: z.boolean(),
      convertedReason: text.nullable(),
      soundTracks: z.array(text),
    })
    .nullable(),
  jobs: z.array(job),
}) satisfies z.ZodType<Wire<VodPage>>;

export const chatRow = z.object({ id: z.int(), offsetMs: z.int(), author: text, text }) satisfies z.ZodType<
  Wire<ChatRow>
>;

export const eventRow = z.object({
  id: z.int(),
  offsetMs: z.int(),
  kind: z.enum(["raid", "gift", "cheer", "hype_train", "sub", "redemption"]),
  actor: text.nullable(),
  amount: z.number().nullable(),
  text: text.nullable(),
}) satisfies z.ZodType<Wire<EventRow>>;

export const transcriptRow = z.object({ id: z.int(), startMs: z.int(), endMs: z.int(), text }) satisfies z.ZodType<
  Wire<TranscriptRow>
>;

export const chatHits = z.object({
  hits: z.array(z.object({ id: z.int(), offsetMs: z.int() })),
  isCut: z.boolean().describe("There are more than these"),
}) satisfies z.ZodType<Wire<ChatHits>>;

const word = z.object({ startMs: z.int(), endMs: z.int(), text });
export const spokenWords = z.object({ id: z.int(), words: z.array(word) });

export const offsetPreview = z.object({
  signalImportId: id,
  kind: z.enum(["chat", "events", "transcript"]),
  vodId: id.nullable(),
  durationSeconds: seconds.nullable(),
  currentOffsetMs: z.int(),
  offsetMs: z.int(),
  counts: z.object({ before: z.int(), within: z.int(), after: z.int() }),
  samples: z.array(z.object({ nowSeconds: seconds, thenSeconds: seconds, text, note: text })),
}) satisfies z.ZodType<Wire<OffsetPreview>>;

export const lane = z.object({
  fromSeconds: seconds,
  toSeconds: seconds,
  peaks: z
    .object({
      perSecond: z.number(),
      values: z.array(z.number()).describe("0 to 100, the first from `fromSeconds` on"),
    })
    .nullable(),
  chat: z.object({ perSecond: z.number(), counts: z.array(z.int()) }),
  sceneChanges: z.array(seconds),
  keyframes: z.array(seconds),
  pauses: z.array(seconds),
}) satisfies z.ZodType<Wire<Lane>>;

export const frameTimes = z.object({
  timescale: z.int().describe("Ticks a second"),
  steps: z.array(z.int()).describe("Ticks of each frame after the one before, the first after zero"),
}) satisfies z.ZodType<Wire<FrameTimes>>;
