import type { RouteKey } from "../access-table.ts";

/** Ids as the examples name them; the access test puts real ones in their places. */
export const exampleIds = {
  stream: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e80001",
  vod: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e80002",
  highlight: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e80003",
  clip: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e80004",
  signal: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e80005",
  upload: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e80006",
  chatUpload: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e80007",
  account: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e80008",
  member: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e80009",
  session: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e8000a",
  invitation: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e8000b",
  apiKey: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e8000c",
  invitationToken: "what-stands-after-the-hash-of-the-link",
  accountSlug: "friday-channel",
  job: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e8000d",
  alert: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e8000e",
  otherHighlight: "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e8000f",
} as const;

export type ExampleId = keyof typeof exampleIds;

/** What a path's `[id]` names, by the segment before it. */
const namedBy: Record<string, ExampleId> = {
  streams: "stream",
  vods: "vod",
  highlights: "highlight",
  clips: "clip",
  signals: "signal",
  accounts: "account",
  members: "member",
  sessions: "session",
  invitations: "invitation",
  "api-keys": "apiKey",
  jobs: "job",
  alerts: "alert",
};

/** The kind of thing a path is about; null where it names none. Throws for a kind nobody made an example of. */
export function subjectOf(path: string): ExampleId | null {
  const segment = path.match(/\/([^/]+)\/\[id\]/)?.[1];
  if (segment === undefined) return null;
  const kind = namedBy[segment];
  if (!kind) throw new Error(`Say in app/_server/openapi/examples.ts what the id after /${segment}/ names.`);
  return kind;
}

/** A request that can be sent as it is: `body` is JSON, a string is sent as text. */
export type Example = { query?: Record<string, string>; body?: unknown };

const { vod, highlight, clip, upload, chatUpload } = exampleIds;
const price = { backend: "gemini", model: "gemini-flash" };

/** One for each route that takes a query it can't do without, or a body. */
export const examples: Partial<Record<RouteKey, Example>> = {
  "GET /api/v1/streams/[id]/chat": { query: { fromMs: "0", toMs: "60000", limit: "100" } },
  "GET /api/v1/streams/[id]/chat/search": { query: { q: "wow" } },
  "GET /api/v1/streams/[id]/transcript/words": { query: { fromMs: "0", toMs: "60000" } },
  "GET /api/v1/streams/[id]/events": { query: { fromMs: "0", toMs: "60000", limit: "100" } },
  "GET /api/v1/streams/[id]/transcript": { query: { fromMs: "0", toMs: "60000", limit: "100" } },
  "POST /api/v1/streams/[id]/signals": { body: { chatUploadId: chatUpload } },
  "GET /api/v1/signals/[id]/offset": { query: { offsetMs: "-1500" } },
  "POST /api/v1/signals/[id]/offset": { body: { offsetMs: -1500 } },
  "POST /api/v1/uploads": { query: { name: "friday-night.mp4" }, body: "the file's bytes" },
  "POST /api/v1/recordings": { body: { videoUploadId: upload, title: "Friday night" } },
  "POST /api/v1/vods/[id]/pin": { body: { isPinned: true } },
  "GET /api/v1/vods/[id]/frames": { query: { at: "1.5", width: "160" } },
  "POST /api/v1/vods/[id]/cut-plans": { body: { highlightIds: [highlight], mode: "exact" } },
  "POST /api/v1/vods/[id]/cuts": { body: { highlightIds: [highlight], mode: "exact" } },
  "POST /api/v1/vods/[id]/cuts/cancel": { body: { highlightIds: [highlight] } },
  "GET /api/v1/clips": { query: { vodId: vod } },
  "GET /api/v1/clips/archive": { query: { ids: clip } },
  "POST /api/v1/highlights/[id]/review": { body: { decision: "approve" } },
  "POST /api/v1/highlights/[id]/trim": { body: { startTicks: 15_360, endTicks: 46_080, editVersion: 1 } },
  "POST /api/v1/highlights/[id]/split": { body: { atTicks: 38_400, editVersion: 1 } },
  "POST /api/v1/highlights/[id]/merge": {
    body: { editVersion: 1, with: { highlightId: exampleIds.otherHighlight, editVersion: 1 } },
  },
  "POST /api/v1/highlights/[id]/duplicate": { body: { editVersion: 1 } },
  "POST /api/v1/highlights/[id]/remove": { body: { editVersion: 1 } },
  "POST /api/v1/highlights/[id]/title": { body: { editVersion: 1, title: "The clutch" } },
  "POST /api/v1/vods/[id]/highlights": { body: { startTicks: 15_360, endTicks: 46_080, title: "The clutch" } },
  "GET /api/v1/vods/[id]/lane": { query: { from: "0", to: "6" } },
  "GET /api/v1/vods/[id]/frame-times": { query: { from: "1", to: "2" } },
  "POST /api/v1/streams/[id]/title": { body: { title: "Friday night, part two" } },
  "POST /api/v1/highlights/[id]/captions": {
    body: { version: 0, lines: [{ startMs: 2_000, endMs: 3_500, text: "What a clutch!", words: null }] },
  },
  "POST /api/v1/vods/[id]/highlights/export": { body: { format: "csv", highlightIds: "all" } },
  "POST /api/v1/vods/[id]/reviews": { body: { highlightIds: [highlight], decision: "approve" } },
  "GET /api/v1/jobs": { query: { subjectIds: vod } },
  "POST /api/v1/notifications/seen": { body: { upTo: "2026-01-31T20:00:00Z" } },
  "POST /api/v1/notifications/emails": { body: { wantsEmails: true } },
  "POST /api/v1/trash": { body: { vodIds: [clip] } },
  "POST /api/v1/trash/restore": { body: { vodIds: [clip] } },
  "POST /api/v1/trash/empty": { body: { vodIds: [clip] } },
  "POST /api/v1/settings/detection": { body: { topN: 12, keywords: ["clutch"] } },
  "POST /api/v1/settings/keys": { body: { keys: { "highlight.cut": ["c"] } } },
  "POST /api/v1/refinement": { body: { enabled: true, maxRefinements: 5 } },
  "POST /api/v1/me/account": { body: { slug: exampleIds.accountSlug } },
  "POST /api/v1/me/profile": { body: { name: "Ed Itor" } },
  "POST /api/v1/me/email": { body: { email: "moved@example.com", password: "correct horse" } },
  "POST /api/v1/accounts": { body: { name: "Second channel" } },
  "POST /api/v1/members/[id]/role": { body: { role: "editor" } },
  "POST /api/v1/invitations": { body: { email: "editor@example.com", role: "editor" } },
  "POST /api/v1/invitation": { body: { token: exampleIds.invitationToken } },
  "POST /api/v1/invitation/accept": { body: { token: exampleIds.invitationToken } },
  "POST /api/v1/invitation/join": {
    body: { token: exampleIds.invitationToken, name: "Ed Itor", password: "a long enough one" },
  },
  "POST /api/v1/api-keys": { body: { name: "Upload script", scopes: ["read", "write"], expiresInDays: 90 } },
  "POST /api/v1/setup": {
    body: {
      ...{ code: "0123456789abcdef", name: "Streamer", email: "streamer@example.com" },
      ...{ password: "a long enough one", accountName: "My channel" },
    },
  },
  "POST /api/v1/admin/alerts/[id]": { body: { action: "acknowledge" } },
  "POST /api/v1/admin/tasks": { body: { task: "cut_clips", isPaused: false } },
  "POST /api/v1/admin/plans": {
    body: {
      ...{ id: "team", name: "Team", maxBytes: 1e12, maxVods: 1000, maxClips: 10_000, maxClipBytes: null },
      ...{ retentionDays: 90, trashDays: 14, llmMonthlyUsd: 50, allowsEviction: true },
    },
  },
  "POST /api/v1/admin/accounts/[id]/plan": { body: { planId: "team" } },
  "POST /api/v1/admin/refinement": { body: { isEnabled: true, dailyUsd: 5 } },
  "POST /api/v1/admin/refinement/prices": {
    body: { ...price, inputUsdPerMillion: 0.1, audioUsdPerMillion: 0.3, outputUsdPerMillion: 0.4 },
  },
  "POST /api/v1/admin/refinement/prices/remove": { body: price },
};
