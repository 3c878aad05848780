import { and, desc, eq, getTableColumns, inArray, ne, sql } from "drizzle-orm";
import { media, streams, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { AudioIndex, MediaIndex } from "./model.ts";
import { audioIndex, type MediaProbe, mediaIndex, mediaProbe } from "./schema.ts";

type Vod = typeof vods.$inferSelect;

export type VodView = Pick<
  Vod,
  | "id"
  | "streamId"
  | "kind"
  | "state"
  | "failureCode"
  | "failureText"
  | "title"
  | "sourceFileName"
  | "durationMs"
  | "sizeBytes"
  | "streamOffsetMs"
  | "readyAt"
  | "isPinned"
  | "createdAt"
> & { hasPoster: boolean };

export type StreamListItem = {
  streamId: string;
  title: string;
  createdAt: Date;
  startedAt: Date | null;
  state: "live" | "ended";
  vods: VodView[];
};

/** A ready VOD's processed bytes: its `media` row with index and probe parsed. */
export type MediaView = {
  row: Omit<typeof media.$inferSelect, "index" | "audioIndex" | "probe">;
  index: MediaIndex;
  audioIndex: AudioIndex | null;
  probe: MediaProbe;
};

const vodColumns = {
  id: vods.id,
  streamId: vods.streamId,
  kind: vods.kind,
  state: vods.state,
  failureCode: vods.failureCode,
  failureText: vods.failureText,
  title: vods.title,
  sourceFileName: vods.sourceFileName,
  durationMs: vods.durationMs,
  sizeBytes: vods.sizeBytes,
  streamOffsetMs: vods.streamOffsetMs,
  readyAt: vods.readyAt,
  isPinned: vods.isPinned,
  createdAt: vods.createdAt,
  posterKey: media.posterKey,
};

const viewOf = ({ posterKey, ...row }: Omit<VodView, "hasPoster"> & { posterKey: string | null }): VodView => ({
  ...row,
  hasPoster: posterKey !== null,
});

/** The VOD, or null where the account has none of that id. */
export async function findVod(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string },
): Promise<VodView | null> {
  const [row] = await ctx.db
    .select(vodColumns)
    .from(vods)
    .leftJoin(media, eq(media.vodId, vods.id))
    .where(and(eq(vods.accountId, input.accountId), eq(vods.id, input.vodId)));
  return row ? viewOf(row) : null;
}

/** The VOD; throws `not_found`. */
export async function getVod(ctx: Pick<Ctx, "db">, input: { accountId: AccountId; vodId: string }): Promise<VodView> {
  const found = await findVod(ctx, input);
  if (!found) throw new AppError("not_found", "There is no such video in this account.");
  return found;
}

/**
 * Streams of the account with their broadcast and uploaded VODs (clips are not listed), newest first. Streams whose VODs
 * are all in the trash or deleted are left out, unless named by `streamIds`.
 */
export async function listStreams(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; streamIds?: string[] },
): Promise<StreamListItem[]> {
  const wanted = input.streamIds === undefined ? hasShownVod : inArray(streams.id, input.streamIds);
  if (input.streamIds?.length === 0) return [];
  const rows = await ctx.db
    .select()
    .from(streams)
    .where(and(eq(streams.accountId, input.accountId), wanted))
    .orderBy(desc(streams.createdAt), desc(streams.id));
  if (rows.length === 0) return [];
  const found = await ctx.db
    .select(vodColumns)
    .from(vods)
    .leftJoin(media, eq(media.vodId, vods.id))
    .where(
      and(
        eq(vods.accountId, input.accountId),
        ne(vods.kind, "highlight"),
        inArray(
          vods.streamId,
          rows.map((row) => row.id),
        ),
      ),
    )
    .orderBy(vods.createdAt, vods.id);
  const byStream = Map.groupBy(found.map(viewOf), (vod) => vod.streamId);
  return rows.map((row) => ({
    streamId: row.id,
    title: row.title,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    state: row.state,
    vods: byStream.get(row.id) ?? [],
  }));
}

const hasShownVod = sql`(not exists (select 1 from vods v where v.stream_id = ${streams.id} and v.kind <> 'highlight')
  or exists (select 1 from vods v where v.stream_id = ${streams.id} and v.kind <> 'highlight'
    and v.state not in ('trashed', 'deleting', 'deleted')))`;

/** One stream with its VODs; throws `not_found`. */
export async function getStream(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; streamId: string },
): Promise<StreamListItem> {
  const [found] = await listStreams(ctx, { accountId: input.accountId, streamIds: [input.streamId] });
  if (!found) throw new AppError("not_found", "There is no such stream in this account.");
  return found;
}

const { index: indexColumn, audioIndex: audioIndexColumn, probe: probeColumn, ...mediaFacts } = getTableColumns(media);

type MediaColumns = Pick<MediaView, "index" | "audioIndex" | "probe">;

/** Columns of the media asked for last, by row: a row never changes, and those of hours take long to read and check. */
const keptColumns = new Map<string, MediaColumns>();
const mostKept = 16;

/** A ready VOD's media and index. Throws `not_ready` before processing is done, `not_found` for other accounts' VODs. */
export async function getMedia(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string },
): Promise<MediaView> {
  const [row] = await ctx.db
    .select(mediaFacts)
    .from(media)
    .innerJoin(vods, eq(vods.id, media.vodId))
    .where(and(eq(media.accountId, input.accountId), eq(media.vodId, input.vodId), eq(vods.state, "ready")));
  const columns = row && (keptColumns.get(row.id) ?? (await readColumns(ctx, row.id)));
  if (!columns) throw await notReady(ctx, input);
  keptColumns.delete(row.id);
  keptColumns.set(row.id, columns);
  if (keptColumns.size > mostKept) keptColumns.delete(keptColumns.keys().next().value!);
  return { row, ...columns };
}

/** Null where the row is gone by now. */
async function readColumns(ctx: Pick<Ctx, "db">, id: string): Promise<MediaColumns | null> {
  const [found] = await ctx.db
    .select({ index: indexColumn, audioIndex: audioIndexColumn, probe: probeColumn })
    .from(media)
    .where(eq(media.id, id));
  return found
    ? {
        index: mediaIndex.parse(found.index),
        audioIndex: found.audioIndex === null ? null : audioIndex.parse(found.audioIndex),
        probe: mediaProbe.parse(found.probe),
      }
    : null;
}

/**
 * Which stored object is a ready VOD's video, without its index: that of hours is half a megabyte, and a player asks
 * for every segment. Throws as `getMedia`.
 */
export async function getVideoObject(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string },
): Promise<Pick<MediaView["row"], "videoKey" | "videoEtag" | "videoSizeBytes">> {
  const [found] = await ctx.db
    .select({ videoKey: media.videoKey, videoEtag: media.videoEtag, videoSizeBytes: media.videoSizeBytes })
    .from(media)
    .innerJoin(vods, eq(vods.id, media.vodId))
    .where(and(eq(media.accountId, input.accountId), eq(media.vodId, input.vodId), eq(vods.state, "ready")));
  if (!found) throw await notReady(ctx, input);
  return found;
}

/** What a VOD's media is, without its index; null before it is ready. */
export async function findMediaFacts(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string },
): Promise<Pick<MediaView, "row" | "probe"> | null> {
  const [found] = await ctx.db
    .select({ ...mediaFacts, probe: probeColumn })
    .from(media)
    .where(and(eq(media.accountId, input.accountId), eq(media.vodId, input.vodId)));
  if (!found) return null;
  const { probe, ...row } = found;
  return { row, probe: mediaProbe.parse(probe) };
}

/** Why there is no media of this VOD; throws `not_found` where there is no such VOD. */
async function notReady(ctx: Pick<Ctx, "db">, input: { accountId: AccountId; vodId: string }): Promise<AppError> {
  const vod = await getVod(ctx, input);
  if (vod.state === "trashed") {
    return new AppError("not_ready", "This video is in the trash. Restore it on the storage page to use it again.");
  }
  if (vod.state === "deleting" || vod.state === "deleted") {
    return new AppError(
      "not_found",
      "This video was deleted. The clips cut from it stay; import its file again to cut more.",
    );
  }
  return new AppError(
    "not_ready",
    vod.state === "failed"
      ? `This video could not be processed: ${vod.failureText ?? "the reason is not known"}`
      : "This video is still being processed. It can be used when it is ready.",
  );
}
