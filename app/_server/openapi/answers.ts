import { z } from "zod";
import type { RouteKey } from "../access-table.ts";
import { apiKey, bell, invitation, me, member, offer, profile, session } from "./shapes/accounts.ts";
import { bytes, done, id, job, list, seconds, text } from "./shapes/basics.ts";
import { clip, clipGroup, highlight } from "./shapes/highlights.ts";
import { storage } from "./shapes/storage.ts";
import { chatRow, eventRow, streamListPage, streamPage, transcriptRow, vodPage } from "./shapes/videos.ts";

/**
 * What routes answer, for the API's description. Types hold the shapes to what the screens read (`satisfies`), the test
 * holds them to what the handlers send. A route that is left out answers some JSON object.
 */
export const answers: Partial<Record<RouteKey, z.ZodType>> = {
  "GET /api/v1/streams": streamListPage,
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
  "GET /api/v1/clips/[id]": clipGroup,
  // The page of a group has more: it is described by what the screens read, and these fields are common to both.
  "GET /api/v1/jobs": z.looseObject({ jobs: z.array(job) }),
  "GET /api/v1/notifications": bell,
  "GET /api/v1/storage": storage,
  "GET /api/v1/me": me,
  "POST /api/v1/me/account": done,
  "GET /api/v1/me/sessions": list("sessions", session),
  "DELETE /api/v1/me/sessions": done.extend({ count: z.int() }),
  "DELETE /api/v1/me/sessions/[id]": done,
  "GET /api/v1/me/profile": profile,
  "POST /api/v1/me/profile": done,
  "POST /api/v1/me/email": done.extend({ isSent: z.boolean() }),
  "DELETE /api/v1/me/twitch": done,
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
  "POST /api/v1/vods/[id]/highlights/export": "text/csv",
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
  "GET /api/v1/clips/archive": "application/zip",
};
