import { z } from "zod";
import { accountName, memberRole, newMember } from "#lib/accounts/schema.ts";
import { mostArchived } from "#lib/clips/model.ts";
import { clipProfile, renderOptions } from "#lib/clips/render/schema.ts";
import { exportFormats } from "#lib/highlights/export-bounds.ts";
import { jobGroups, pausableTasks } from "#lib/operations/model.ts";
import { mostOffsetMs } from "#lib/signals/model.ts";

/** Path parameters of everything named by one id. */
export const idParams = z.object({ id: z.uuid() });

/** One of a video's numbered parts: sheets of small pictures, sound tracks. */
export const partParams = z.object({ id: z.uuid(), n: z.coerce.number().int().min(0).max(10_000) });

const milliseconds = z.coerce.number().int().min(-86_400_000).max(1_000_000_000);

/** A stretch of stream time: `[fromMs, toMs)`. */
export const rangeQuery = z.object({
  fromMs: milliseconds.default(-86_400_000),
  toMs: milliseconds.default(1_000_000_000),
  limit: z.coerce.number().int().min(1).max(20_000).default(5_000),
});

/** What is looked for in a stretch of chat. */
export const chatSearchQuery = z.object({
  q: z.string().trim().min(1, "Say what to look for").max(200, "Up to 200 letters"),
  fromMs: milliseconds.default(-86_400_000),
  toMs: milliseconds.default(1_000_000_000),
});

const offsetMs = z.int().min(-mostOffsetMs, "At most a day earlier").max(mostOffsetMs, "At most a day later");
export const offsetQuery = z.object({ offsetMs: z.coerce.number().pipe(offsetMs) });
export const offsetBody = z.object({ offsetMs });

export const streamTitleBody = z.object({ title: z.string().trim().min(1, "Write a title").max(200) });

export const reviewBody = z.object({ decision: z.enum(["approve", "reject", "restore"]) });

/** Many at once: one entry of the history. */
export const reviewsBody = reviewBody.extend({ highlightIds: z.array(z.uuid()).min(1).max(500) });

/** Undo or redo only of this edit, if it is the next; without: of whatever is. */
export const editStepQuery = z.object({ editId: z.uuid().optional() });

const editVersion = z.int().min(1);

/** `editVersion`: of the highlight that what is asked was chosen on. */
export const editBody = z.object({ editVersion });

/** Ticks of the highlight's own time base. With `seenBounds` only other bounds than those are a conflict. */
const bounds = z.object({ startTicks: z.int().min(0), endTicks: z.int().min(1) });
export const trimBody = editBody.extend(bounds.shape).extend({ seenBounds: bounds.optional() });
export const splitBody = editBody.extend({ atTicks: z.int().min(0) });
export const mergeBody = editBody.extend({ with: z.object({ highlightId: z.uuid(), editVersion }) });

const highlightTitle = z.string().trim().max(200, "At most 200 letters");
export const titleBody = editBody.extend({ title: highlightTitle });

/** Ticks of the video's time base. */
export const createHighlightBody = z.object({
  startTicks: z.int().min(0),
  endTicks: z.int().min(1),
  title: highlightTitle.optional(),
});

/** A stretch of a video in seconds. */
export const stretchQuery = z.object({
  from: z.coerce.number().min(0).max(1_000_000),
  to: z.coerce.number().min(0).max(1_000_000),
});

export const uploadQuery = z.object({ name: z.string().min(1).max(1_000) });

/** A frame by its exact position in ticks, or near a time in seconds. */
export const frameQuery = z
  .object({
    ticks: z.coerce.number().int().min(0).optional(),
    at: z.coerce.number().min(0).optional(),
    width: z.coerce.number().int().min(64).max(1_280).default(480),
  })
  .refine((query) => query.ticks !== undefined || query.at !== undefined, "Say which frame: ?at=seconds or ?ticks=N.");

const someOrAll = z.union([z.literal("all"), z.array(z.uuid()).min(1).max(500)]);

/** The stretch of the video, in seconds, that a player is to load; without: all of it. */
export const playedQuery = z.object({
  fromSeconds: z.coerce.number().min(0).optional(),
  toSeconds: z.coerce.number().min(0).optional(),
});

export const exportBody = z.object({ format: z.enum(exportFormats), highlightIds: someOrAll });

export const cutBody = z.object({
  highlightIds: someOrAll,
  mode: z.enum(["fast", "exact"]).optional(),
  anyway: z.boolean().optional(),
  profile: clipProfile.optional(),
  options: renderOptions.optional(),
});

/** Without `highlightIds`: every open cut of the video. */
export const cancelCutsBody = z.object({ highlightIds: z.array(z.uuid()).min(1).max(500).optional() });

export const clipsQuery = z.object({ vodId: z.uuid().optional() });

/** Clips that are wanted in one archive: `?ids=a,b,c`, as many as an address has room for. */
export const archiveQuery = z.object({
  ids: z
    .string()
    .transform((text) => text.split(",").filter(Boolean))
    .pipe(z.array(z.uuid()).min(1, "Say which clips").max(mostArchived, `At most ${mostArchived} clips at once`)),
});

export const downloadQuery = z.object({ download: z.stringbool().default(false) });

/** `?subjectIds=a,b,c`, or a page of a group. */
export const jobsQuery = z.object({
  subjectIds: z
    .string()
    .transform((text) => text.split(",").filter(Boolean))
    .pipe(z.array(z.uuid()).max(200))
    .optional(),
  group: z.enum(jobGroups).default("all"),
  after: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});

export const failuresQuery = z.object({ before: z.uuid().optional() });

export const alertsQuery = z.object({ isOpen: z.stringbool().default(true) });
export const alertBody = z.object({ action: z.enum(["acknowledge", "resolve"]) });

export const streamSearchQuery = z.object({ search: z.string().max(200).default("") });

export const pauseBody = z.object({ task: z.enum(pausableTasks), isPaused: z.boolean() });

export const hostParams = z.object({ hostId: z.string().min(1).max(100) });

/** VODs and clips alike. */
export const vodIdsBody = z.object({ vodIds: z.array(z.uuid()).min(1).max(500) });

/** Without `vodIds`: all that is in the trash. */
export const emptyTrashBody = z.object({ vodIds: z.array(z.uuid()).min(1).max(500).optional() });

export const pinBody = z.object({ isPinned: z.boolean() });

export const seenBody = z.object({ upTo: z.iso.datetime({ offset: true }) });

export const emailWishBody = z.object({ wantsEmails: z.boolean() });

export const planChoiceBody = z.object({ planId: z.string().min(1).max(40) });

/** Path parameters of users and sessions: their ids are no UUIDs. */
export const nameParams = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });

export const accountChoiceBody = z.object({ slug: z.string().min(1).max(40) });

export const newAccountBody = z.object({ name: accountName });

export const roleBody = z.object({ role: memberRole });

const token = z.string().min(1).max(100);
export const tokenBody = z.object({ token });
export const joinBody = newMember.extend({ token });
/** `after`: id of the last event heard, where the browser can't send it as a header. */
/** `after`: the last event heard; without one, `loadedMs`: how long ago the page began to load. */
export const liveQuery = z.object({
  after: z.string().max(64).optional(),
  loadedMs: z.coerce.number().int().min(0).optional(),
});
