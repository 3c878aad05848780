import type { Role } from "#lib/accounts/authorise.ts";
import type { ApiScope } from "#lib/accounts/schema.ts";

/**
 * Who may call something: anybody; a signed-in user, of any account or none; a member of the account, with a role at
 * least; who operates the installation.
 */
export type Caller = "anyone" | "signed-in" | Role | "admin";

/** `scope`: what an API key must be allowed to do; null: no key may, only a signed-in browser. `does`: in the API's description. */
export type AccessRule<Who extends Caller = Caller> = { atLeast: Who; scope: ApiScope | null; does: string };

const may = <Who extends Caller>(atLeast: Who, scope: ApiScope | null, does: string): AccessRule<Who> => ({
  atLeast,
  scope,
  does,
});

/**
 * The one table of who may call what: every method of every route, media ranges, downloads and streams of events among
 * them. `route()` takes its rule from here; a file below `app/api` without a row fails the access test. HEAD goes with GET.
 */
export const accessTable = {
  "GET /api/healthz": may("anyone", null, "Whether the web answers and reaches its database"),
  "GET /api/readyz": may("anyone", null, "Whether pages can be answered, and what else is wrong"),
  "GET /api/metrics": may("anyone", null, "Metrics for this machine or who has their token; nothing for others"),
  "GET /api/auth/[...all]": may("anyone", null, "Signing in and out; its own addresses are in lib/accounts/auth.ts"),
  "POST /api/auth/[...all]": may("anyone", null, "Signing in and out; its own addresses are in lib/accounts/auth.ts"),

  "GET /api/v1/openapi.json": may("anyone", null, "This description of the API"),

  "GET /api/v1/streams": may("viewer", "read", "A page of the streams, searched, filtered and sorted"),
  "GET /api/v1/streams/[id]": may("viewer", "read", "A stream with its videos, files and latest detection"),
  "POST /api/v1/streams/[id]/title": may("editor", "write", "Name a stream"),
  "GET /api/v1/streams/[id]/chat": may("viewer", "read", "Chat messages of a stretch of a stream"),
  "GET /api/v1/streams/[id]/chat/search": may("viewer", "read", "Messages that have these words in them"),
  "GET /api/v1/streams/[id]/events": may("viewer", "read", "Channel events of a stretch of a stream"),
  "GET /api/v1/streams/[id]/transcript": may("viewer", "read", "Transcript of a stretch of a stream"),
  "GET /api/v1/streams/[id]/transcript/words": may("viewer", "read", "Words of a stretch, each with its time"),
  "POST /api/v1/streams/[id]/signals": may("editor", "write", "Add uploaded chat, events or a transcript to a stream"),
  "POST /api/v1/streams/[id]/detections": may("editor", "write", "Find a stream's highlights again"),
  "GET /api/v1/signals/[id]/offset": may("viewer", "read", "What moving a file's rows against the video would give"),
  "POST /api/v1/signals/[id]/offset": may("editor", "write", "Move a file's rows against the video"),

  "POST /api/v1/uploads": may("editor", "write", "Upload one file as the request's body"),
  "POST /api/v1/recordings": may(
    "editor",
    "write",
    "Make a stream of uploaded files, its video from an address if wished",
  ),

  "GET /api/v1/vods/[id]": may("viewer", "read", "A video with its media and running jobs"),
  "POST /api/v1/vods/[id]/retry": may("editor", "write", "Process a failed video again"),
  "POST /api/v1/vods/[id]/pin": may("editor", "write", "Keep a video from being deleted by itself, or stop keeping it"),
  "GET /api/v1/vods/[id]/highlights": may("viewer", "read", "A video's highlights, best first"),
  "GET /api/v1/vods/[id]/minimap": may(
    "viewer",
    "read",
    "The signals of a whole video as curves, packed for the pages",
  ),
  "GET /api/v1/vods/[id]/scene-changes": may("viewer", "read", "Where the picture changes abruptly"),
  "GET /api/v1/vods/[id]/frames": may("viewer", "read", "One frame as JPEG"),
  "GET /api/v1/vods/[id]/poster": may("viewer", "read", "A video's poster as JPEG"),
  "GET /api/v1/vods/[id]/sprites.vtt": may("viewer", "read", "Which small picture shows which second"),
  "GET /api/v1/vods/[id]/sprites/[n]": may("viewer", "read", "A sheet of small pictures as JPEG"),
  "GET /api/v1/vods/[id]/playlist.m3u8": may("viewer", "read", "What a player opens"),
  "GET /api/v1/vods/[id]/video.m3u8": may("viewer", "read", "The picture's playlist"),
  "GET /api/v1/vods/[id]/picture-init": may("viewer", "read", "The beginning of every part of the picture"),
  "GET /api/v1/vods/[id]/media": may("viewer", "read", "Bytes of the video, by range"),
  "GET /api/v1/vods/[id]/sound/[n]/playlist.m3u8": may("viewer", "read", "A sound track's playlist"),
  "GET /api/v1/vods/[id]/sound/[n]/media": may("viewer", "read", "Bytes of a sound track, by range"),

  "POST /api/v1/vods/[id]/cut-plans": may("viewer", "read", "What a cut would give, without cutting"),
  "POST /api/v1/vods/[id]/cuts": may("editor", "cut", "Cut clips of highlights"),
  "POST /api/v1/vods/[id]/cuts/cancel": may("editor", "cut", "Stop cutting"),
  "GET /api/v1/clips": may("viewer", "read", "List clips"),
  "GET /api/v1/clip-groups": may("viewer", "read", "A page of the clips by highlight, searched, filtered and sorted"),
  "GET /api/v1/clips/[id]": may("viewer", "read", "A clip and the others of its highlight"),
  "GET /api/v1/clips/archive": may("viewer", "read", "Files of clips as one ZIP archive, made while it is sent"),
  "GET /api/v1/clips/[id]/file": may("viewer", "read", "A clip's file, whole or by range"),
  "POST /api/v1/clips/[id]/retry": may("editor", "cut", "Cut a failed clip again"),
  "GET /api/v1/render-settings": may("viewer", "read", "How the account renders clips"),

  "GET /api/v1/highlights/[id]/captions": may("viewer", "read", "The words of a highlight's captions"),
  "POST /api/v1/highlights/[id]/captions": may("editor", "write", "Correct the words of a highlight's captions"),
  "POST /api/v1/vods/[id]/highlights/export": may("viewer", "read", "Highlights as a file for an editing program"),
  "GET /api/v1/highlights/[id]/refinements": may("viewer", "read", "The history of a model's work on a highlight"),
  "POST /api/v1/highlights/[id]/refinements": may("editor", "write", "Refine a highlight again"),
  "POST /api/v1/highlights/[id]/review": may("editor", "write", "Approve, reject or restore a highlight"),
  "POST /api/v1/highlights/[id]/trim": may("editor", "write", "Set a highlight's bounds"),

  "POST /api/v1/highlights/[id]/split": may("editor", "write", "Make two highlights of one"),
  "POST /api/v1/highlights/[id]/merge": may("editor", "write", "Make one highlight of two"),
  "POST /api/v1/highlights/[id]/duplicate": may("editor", "write", "Copy a highlight"),
  "POST /api/v1/highlights/[id]/remove": may("editor", "write", "Remove a highlight made by hand"),
  "POST /api/v1/highlights/[id]/title": may("editor", "write", "Name a highlight"),
  "POST /api/v1/vods/[id]/highlights": may("editor", "write", "Make a highlight by hand"),
  "GET /api/v1/vods/[id]/lane": may("viewer", "read", "Sound, chat and places to snap to of a stretch of a video"),
  "GET /api/v1/vods/[id]/frame-times": may("viewer", "read", "When the frames of a stretch of a video are shown"),
  "POST /api/v1/vods/[id]/reviews": may("editor", "write", "Approve, reject or restore many highlights at once"),
  "GET /api/v1/vods/[id]/edits": may("viewer", "read", "What people did to a video's highlights"),
  "POST /api/v1/vods/[id]/edits/undo": may("editor", "write", "Take the latest edit back"),
  "POST /api/v1/vods/[id]/edits/redo": may("editor", "write", "Do again what was taken back"),

  "GET /api/v1/jobs": may("viewer", "read", "What runs, waits, failed or ended of late; or the jobs of these things"),
  "POST /api/v1/jobs/[id]/retry": may("editor", "write", "Try a failed job again"),
  "POST /api/v1/jobs/[id]/cancel": may("editor", "write", "End a job half-way"),
  "GET /api/v1/live": may("viewer", null, "A stream of events: what changed in the account, as it changes"),
  "GET /api/v1/notifications": may("viewer", "read", "What the bell lists"),
  "POST /api/v1/notifications/seen": may("viewer", "write", "Mark notifications as seen"),
  "POST /api/v1/notifications/emails": may("viewer", "write", "Whether notifications are e-mailed, too"),

  "GET /api/v1/storage": may("viewer", "read", "What is stored of what the plan allows"),
  "POST /api/v1/trash": may("editor", "write", "Move videos and clips to the trash"),
  "POST /api/v1/trash/restore": may("editor", "write", "Take videos and clips out of the trash"),
  "POST /api/v1/trash/empty": may("editor", "write", "Delete what is in the trash for good"),

  "GET /api/v1/settings/detection": may("viewer", "read", "How highlights are found"),
  "POST /api/v1/settings/detection": may("editor", "write", "Change how highlights are found"),
  "GET /api/v1/settings/keys": may("viewer", "read", "Keys the user chose for commands"),
  "POST /api/v1/settings/keys": may("viewer", "write", "Choose keys for commands"),
  "GET /api/v1/refinement": may("owner", "read", "How highlights are refined, and what it cost"),
  "POST /api/v1/refinement": may("owner", "write", "Change how highlights are refined"),

  "GET /api/v1/me": may("signed-in", "read", "Who asks, and their accounts"),
  "POST /api/v1/me/account": may("signed-in", null, "Choose the account this browser acts for"),
  "GET /api/v1/me/sessions": may("signed-in", null, "Where the user is signed in"),
  "DELETE /api/v1/me/sessions": may("signed-in", null, "Sign the user out everywhere else"),
  "DELETE /api/v1/me/sessions/[id]": may("signed-in", null, "Sign one browser out"),
  "GET /api/v1/me/profile": may("signed-in", null, "The user's name and address, and their ways in"),
  "POST /api/v1/me/profile": may("signed-in", null, "Change the user's name"),
  "POST /api/v1/me/email": may("signed-in", null, "Move the user to another e-mail address"),
  "DELETE /api/v1/me/twitch": may("signed-in", null, "Stop signing the user in by Twitch"),
  "POST /api/v1/accounts": may("signed-in", null, "Open another account"),
  "GET /api/v1/members": may("viewer", "read", "Who belongs to the account"),
  "POST /api/v1/members/[id]/role": may("owner", null, "Change what a member may do"),
  "DELETE /api/v1/members/[id]": may("owner", null, "Take a member out of the account"),
  "POST /api/v1/members/leave": may("viewer", null, "Leave the account"),
  "GET /api/v1/invitations": may("owner", null, "Invitations that nobody took up yet"),
  "POST /api/v1/invitations": may("owner", null, "Invite an e-mail address"),
  "DELETE /api/v1/invitations/[id]": may("owner", null, "Take an invitation back"),
  "POST /api/v1/invitation": may("anyone", null, "What an invitation's link offers"),
  "POST /api/v1/invitation/accept": may("signed-in", null, "Join the account of an invitation"),
  "POST /api/v1/invitation/join": may("anyone", null, "Become a user by an invitation, and join its account"),
  "GET /api/v1/api-keys": may("viewer", null, "The user's API keys in this account"),
  "POST /api/v1/api-keys": may("viewer", null, "Make an API key; it is told this once"),
  "DELETE /api/v1/api-keys/[id]": may("viewer", null, "Revoke an API key"),
  "POST /api/v1/setup": may("anyone", null, "Make the first user of a new installation"),

  "GET /api/v1/admin/overview": may("admin", "admin", "How the installation does"),
  "GET /api/v1/admin/failures": may("admin", "admin", "Failed tries of all accounts, with their stacks"),
  "GET /api/v1/admin/alerts": may("admin", "admin", "What an operator should look after"),
  "POST /api/v1/admin/alerts/[id]": may("admin", "admin", "Look after an alert, or end it"),
  "GET /api/v1/admin/streams": may("admin", "admin", "Streams of all accounts, to find highlights in again"),
  "POST /api/v1/admin/streams/[id]/detections": may("admin", "admin", "Find the highlights of any stream again"),
  "POST /api/v1/admin/tasks": may("admin", "admin", "Hold a kind of job back, or let it go on"),
  "POST /api/v1/admin/caches/[hostId]/sweep": may("admin", "admin", "Sweep a host's cache"),
  "GET /api/v1/admin/actions": may("admin", "admin", "What operators did"),
  "GET /api/v1/admin/plans": may("admin", "admin", "List plans and the accounts on them"),
  "POST /api/v1/admin/plans": may("admin", "admin", "Make or change a plan"),
  "POST /api/v1/admin/accounts/[id]/plan": may("admin", "admin", "Move an account to a plan"),
  "GET /api/v1/admin/refinement": may("admin", "admin", "What refinement costs in all accounts"),
  "POST /api/v1/admin/refinement": may("admin", "admin", "Switch refinement and set the day's budget"),
  "POST /api/v1/admin/refinement/prices": may("admin", "admin", "Set what a model costs"),
  "POST /api/v1/admin/refinement/prices/remove": may("admin", "admin", "Forget what a model costs"),
} as const satisfies Record<string, AccessRule>;

export type AccessTable = typeof accessTable;
export type RouteKey = keyof AccessTable;

/**
 * Who may open which page. Pages bring no data of their own but what the same rules let through: of another account's
 * things they say what they say of things that don't exist. A page without a row fails the browser test of access.
 */
export const pageTable: Record<string, "anyone" | "signed-in" | "viewer" | "admin"> = {
  "/": "anyone",
  "/sign-in": "anyone",
  "/sign-up": "anyone",
  "/forgot-password": "anyone",
  "/reset-password": "anyone",
  "/invitation": "anyone",
  "/setup": "anyone",
  "/docs/api": "anyone",
  "/accounts": "signed-in",
  "/streams": "viewer",
  "/streams/[streamId]": "viewer",
  "/vods/[vodId]": "viewer",
  "/vods/[vodId]/review": "viewer",
  "/vods/[vodId]/highlights": "viewer",
  "/vods/[vodId]/highlights/[highlightId]": "viewer",
  "/clips": "viewer",
  "/clips/[clipId]": "viewer",
  "/clips/captions/[highlightId]": "viewer",
  "/import": "viewer",
  "/jobs": "viewer",
  "/storage": "viewer",
  "/notifications": "viewer",
  "/settings/detection": "viewer",
  "/settings/refinement": "viewer",
  "/settings/members": "viewer",
  "/settings/profile": "viewer",
  "/settings/api-keys": "viewer",
  "/settings/keys": "viewer",
  "/admin": "admin",
  "/admin/alerts": "admin",
  "/admin/failures": "admin",
  "/admin/log": "admin",
  "/admin/streams": "admin",
  "/admin/plans": "admin",
  "/admin/refinement": "admin",
};
