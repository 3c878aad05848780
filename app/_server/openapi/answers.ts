import { z } from "zod";
import type { Wire } from "#app/_queries/http.ts";
import type { StreamListEntry, StreamPage } from "#app/_server/stream-views.ts";
import type { VodPage } from "#app/_server/vod-views.ts";
import type { ApiKeyView } from "#lib/accounts/api-keys.ts";
import type { InvitationView, OfferedInvitation } from "#lib/accounts/invitations.ts";
import type { MemberView, OwnAccount } from "#lib/accounts/members.ts";
import { apiScopes, memberRole } from "#lib/accounts/schema.ts";
import type { SessionView } from "#lib/accounts/sessions.ts";
import type { ClipView } from "#lib/clips/model.ts";
import { clipProfiles } from "#lib/clips/render/model.ts";
import type { HighlightView } from "#lib/highlights/model.ts";
import { type JobName, jobs } from "#lib/jobs.ts";
import type { Bell } from "#lib/notify/queries.ts";
import type { JobProgressView } from "#lib/progress.ts";
import type { ChatRow, EventRow, TranscriptRow } from "#lib/signals/queries.ts";
import type { Storage } from "#lib/vods/retention/queries.ts";
import type { RouteKey } from "../access-table.ts";

/**
 * What routes answer, for the API's description. Types hold them to what the screens read (`satisfies`), the test holds
 * them to what the handlers send.
 */
const id = z.uuid();
const at = z.iso.datetime({ offset: true });
const text = z.string();
const bytes = z.int().describe("Bytes");
const seconds = z.number().describe("Seconds");
const list = <Name extends string, Item extends z.ZodType>(name: Name, item: Item) =>
  z.object({ [name]: z.array(item) } as Record<Name, z.ZodArray<Item>>);
const done = z.object({ ok: z.literal(true) });

const meter = z.object({ storeBytes: bytes, cacheBytes: bytes, writtenBytes: bytes, sourceBytes: bytes.optional() });
const job = z
  .object({
    id,
    task: z.enum(Object.keys(jobs) as [JobName, ...JobName[]]),
    subjectId: id,
    state: z.enum(["queued", "running", "waiting", "done", "failed", "cancelled"]),
    step: text.nullable(),
    fraction: z.number().describe("0 to 1"),
    reasonCode: text.nullable(),
    reasonText: text.nullable(),
    tries: z.int(),
    meter: meter.nullable(),
    waitingSince: at.nullable(),
    updatedAt: at,
  })
  .meta({ id: "Job" }) satisfies z.ZodType<Wire<JobProgressView>>;

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

const stream = z.object({
  streamId: id,
  title: text,
  createdAt: at,
  startedAt: at.nullable(),
  state: z.enum(["live", "ended"]),
  vods: z.array(vod),
});
const listedStream = stream
  .extend({ highlightCount: z.int(), clipCount: z.int(), jobs: z.array(job) })
  .meta({ id: "Stream" }) satisfies z.ZodType<Wire<StreamListEntry>>;

const signalState = z.object({ state: z.enum(["ok", "too_sparse", "unavailable"]), text });
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
    diff: z
      .object({
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
            }),
          )
          .optional(),
      })
      .nullable(),
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
const streamPage = z.object({
  stream,
  signalImports: z.array(signalImport),
  detection: detection.nullable(),
  precision: z.array(z.object({ n: z.int(), judged: z.int(), right: z.int(), precision: z.number().nullable() })),
  highlightCount: z.int(),
  clipCount: z.int(),
  jobs: z.array(job),
}) satisfies z.ZodType<Wire<StreamPage>>;

const vodPage = z.object({
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

const highlight = z
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

const clip = z
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
    render: z.any().nullable().describe("What it was rendered with; null for a plain cut"),
    notes: z.array(text),
    startSeconds: seconds,
    endSeconds: seconds,
    durationMs: z.int().nullable(),
    sizeBytes: bytes.nullable(),
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

const chatRow = z.object({ id: z.int(), offsetMs: z.int(), author: text, text }) satisfies z.ZodType<Wire<ChatRow>>;
const eventRow = z.object({
  id: z.int(),
  offsetMs: z.int(),
  kind: z.enum(["raid", "gift", "cheer", "hype_train", "sub", "redemption"]),
  actor: text.nullable(),
  amount: z.number().nullable(),
  text: text.nullable(),
}) satisfies z.ZodType<Wire<EventRow>>;
const transcriptRow = z.object({ id: z.int(), startMs: z.int(), endMs: z.int(), text }) satisfies z.ZodType<
  Wire<TranscriptRow>
>;

const bell = z.object({
  notifications: z.array(
    z.object({ id, event: text, title: text, text, href: text.nullable(), createdAt: at, isNew: z.boolean() }),
  ),
  newCount: z.int(),
  wantsEmails: z.boolean(),
  sendsEmails: z.boolean(),
}) satisfies z.ZodType<Wire<Bell>>;

const bucket = z.object({ maxBytes: bytes, storedBytes: bytes, leavingBytes: bytes, reservedBytes: bytes });
const thing = z.object({
  vodId: id,
  kind: z.enum(["broadcast", "upload", "highlight"]),
  title: text,
  sizeBytes: bytes,
  durationMs: z.int().nullable(),
  isPinned: z.boolean(),
  streamId: id.nullable(),
  sourceVodId: id.nullable(),
  createdAt: at,
});
const storage = z.object({
  usage: z.object({
    planName: text,
    allowsEviction: z.boolean(),
    retentionDays: z.int(),
    trashDays: z.int(),
    maxVods: z.int(),
    vodCount: z.int(),
    maxClips: z.int(),
    clipCount: z.int(),
    storedBytes: bytes,
    reservedBytes: bytes,
    isShared: z.boolean(),
    vods: bucket,
    clips: bucket,
  }),
  kinds: z.array(
    z.object({ kind: z.enum(["video", "sound", "pictures", "clips", "trash", "leaving", "promised"]), bytes }),
  ),
  // The same query lists the trash: here nothing is in it.
  biggest: z.array(thing.extend({ trashedAt: z.null(), trashedBy: z.null() })),
  nextEvicted: z.array(
    thing
      .pick({ vodId: true, kind: true, title: true, sizeBytes: true, createdAt: true })
      .extend({ isTrashed: z.boolean() }),
  ),
  trash: z.array(thing.extend({ trashedAt: at, trashedBy: z.enum(["person", "retention"]), deletedAt: at })),
}) satisfies z.ZodType<Wire<Storage>>;

const account = z.object({ slug: text, name: text, role: memberRole }) satisfies z.ZodType<Wire<OwnAccount>>;
const me = z.object({
  user: z.object({ id: text, email: text, name: text, isAdmin: z.boolean() }),
  accounts: z.array(account),
  sendsEmails: z.boolean(),
});
const session = z.object({
  id: text,
  isCurrent: z.boolean(),
  address: text.nullable(),
  userAgent: text.nullable(),
  createdAt: at,
  lastSeenAt: at,
  expiresAt: at,
}) satisfies z.ZodType<Wire<SessionView>>;
const member = z
  .object({ userId: text, name: text, email: text, role: memberRole, joinedAt: at })
  .meta({ id: "Member" }) satisfies z.ZodType<Wire<MemberView>>;
const invitation = z
  .object({ id, email: text, role: memberRole, isMailed: z.boolean(), createdAt: at, expiresAt: at })
  .meta({ id: "Invitation" }) satisfies z.ZodType<Wire<InvitationView>>;
const offer = z.object({
  email: text,
  role: memberRole,
  accountName: text,
  invitedBy: text.nullable(),
  hasUser: z.boolean(),
}) satisfies z.ZodType<Wire<OfferedInvitation>>;
const apiKey = z
  .object({
    id,
    name: text,
    hint: text,
    scopes: z.array(z.enum(apiScopes)),
    createdAt: at,
    lastUsedAt: at.nullable(),
    expiresAt: at.nullable(),
  })
  .meta({ id: "ApiKey" }) satisfies z.ZodType<Wire<ApiKeyView>>;

/** By route; one that is left out answers some JSON object. */
export const answers: Partial<Record<RouteKey, z.ZodType>> = {
  "GET /api/v1/streams": list("streams", listedStream),
  "GET /api/v1/streams/[id]": streamPage,
  "GET /api/v1/streams/[id]/chat": list("messages", chatRow),
  "GET /api/v1/streams/[id]/events": list("events", eventRow),
  "GET /api/v1/streams/[id]/transcript": list("segments", transcriptRow),
  "POST /api/v1/uploads": z.object({ uploadId: id, fileName: text, sizeBytes: bytes }),
  "POST /api/v1/recordings": z.object({ ok: z.literal(true), vodId: id, streamId: id }),
  "GET /api/v1/vods/[id]": vodPage,
  "GET /api/v1/vods/[id]/highlights": list("highlights", highlight),
  "GET /api/v1/vods/[id]/scene-changes": z.array(z.object({ atTicks: z.int(), atSeconds: seconds })),
  "GET /api/v1/clips": list("clips", clip),
  // The page of a group has more: it is described by what the screens read, and these fields are common to both.
  "GET /api/v1/jobs": z.looseObject({ jobs: z.array(job) }),
  "GET /api/v1/notifications": bell,
  "GET /api/v1/storage": storage,
  "GET /api/v1/me": me,
  "POST /api/v1/me/account": done,
  "GET /api/v1/me/sessions": list("sessions", session),
  "DELETE /api/v1/me/sessions": done.extend({ count: z.int() }),
  "DELETE /api/v1/me/sessions/[id]": done,
  "POST /api/v1/accounts": done.extend({ accountSlug: text }),
  "GET /api/v1/members": list("members", member),
  "POST /api/v1/members/[id]/role": done,
  "DELETE /api/v1/members/[id]": done,
  "POST /api/v1/members/leave": done,
  "GET /api/v1/invitations": list("invitations", invitation),
  "POST /api/v1/invitations": done.extend({ id, link: text.nullable() }),
  "DELETE /api/v1/invitations/[id]": done,
  "POST /api/v1/invitation": offer,
  "POST /api/v1/invitation/accept": done.extend({ accountSlug: text }),
  "POST /api/v1/invitation/join": done.extend({ accountSlug: text, email: text }),
  "GET /api/v1/api-keys": list("apiKeys", apiKey),
  "POST /api/v1/api-keys": done.extend({ id, key: text }),
  "DELETE /api/v1/api-keys/[id]": done,
  "POST /api/v1/setup": done.extend({ email: text }),
};

/** Routes that answer something other than JSON, with its media type. */
export const mediaTypes: Partial<Record<RouteKey, string>> = {
  "GET /api/v1/live": "text/event-stream",
  "GET /api/v1/vods/[id]/minimap": "application/gzip",
  "GET /api/v1/vods/[id]/frames": "image/jpeg",
  "GET /api/v1/vods/[id]/poster": "image/jpeg",
  "GET /api/v1/vods/[id]/sprites/[n]": "image/jpeg",
  "GET /api/v1/vods/[id]/sprites.vtt": "text/vtt",
  "GET /api/v1/vods/[id]/playlist.m3u8": "application/vnd.apple.mpegurl",
  "GET /api/v1/vods/[id]/video.m3u8": "application/vnd.apple.mpegurl",
  "GET /api/v1/vods/[id]/sound/[n]/playlist.m3u8": "application/vnd.apple.mpegurl",
  "GET /api/v1/vods/[id]/picture-init": "video/mp4",
  "GET /api/v1/vods/[id]/media": "video/mp4",
  "GET /api/v1/vods/[id]/sound/[n]/media": "audio/mp4",
  "GET /api/v1/clips/[id]/file": "video/mp4",
};
