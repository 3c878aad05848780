import { and, eq, inArray } from "drizzle-orm";
import { media, mediaSeries, storedObjects, vods } from "#drizzle/schema/vods.ts";
import { settleReservation } from "#lib/accounts/quota-settle.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { requireFence } from "#lib/fence.ts";
import type { AccountId } from "#lib/ids.ts";
import { emitEvent } from "#lib/outbox.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { ObjectInfo } from "#lib/platform/object-store/model.ts";
import { reachPoint } from "#lib/points.ts";
import { findSceneChanges } from "./find-scene-changes.ts";
import { peaksPerSecond } from "./loudness.ts";
import { codedSize } from "./plan-processing.ts";
import type { PreparedMedia } from "./prepare-media.ts";
import { type MediaProbe, mediaProbe } from "./schema.ts";

/** The objects of one try, in the store and verified. */
export type StoredMedia = { video: ObjectInfo; audio: ObjectInfo[]; poster: ObjectInfo; sprites: ObjectInfo[] };

/**
 * Makes a VOD ready in one transaction: media row, curves, live objects and their bytes, state, and what `onReady` adds.
 * False when the VOD is no longer being processed: another try was first, or it was trashed.
 */
export async function makeReady(
  ctx: Pick<Ctx, "db" | "now" | "fence" | "atPoint">,
  input: {
    accountId: AccountId;
    vodId: string;
    prepared: PreparedMedia;
    stored: StoredMedia;
    onReady?: (tx: Tx, ids: { streamId: string; vodId: string }) => Promise<unknown>;
  },
): Promise<boolean> {
  const { accountId, vodId, prepared, stored } = input;
  const { index } = prepared.built;
  const objects = [stored.video, ...stored.audio, stored.poster, ...stored.sprites];
  const sizeBytes = objects.reduce((sum, one) => sum + one.sizeBytes, 0);
  return await ctx.db.transaction(async (tx) => {
    await requireFence(tx, ctx);
    const [row] = await tx
      .update(vods)
      .set({
        state: "ready",
        failureCode: null,
        failureText: null,
        source: null,
        durationMs: Math.round((index.durationTicks / index.videoTimescale) * 1000),
        sizeBytes,
        readyAt: ctx.now(),
      })
      .where(and(eq(vods.accountId, accountId), eq(vods.id, vodId), eq(vods.state, "processing")))
      .returning({ streamId: vods.streamId, kind: vods.kind, title: vods.title });
    if (!row) return false;
    await settleReservation(tx, { accountId, subjectId: vodId, purpose: "process", bytes: sizeBytes });
    await tx.insert(media).values(mediaRow(input));
    await tx.delete(mediaSeries).where(eq(mediaSeries.vodId, vodId));
    const series = seriesRows(vodId, prepared);
    if (series.length > 0) await tx.insert(mediaSeries).values(series);
    const keys = objects.map((one) => one.key);
    const live = await tx
      .update(storedObjects)
      .set({ state: "live" })
      .where(and(eq(storedObjects.accountId, accountId), inArray(storedObjects.key, keys)))
      .returning({ key: storedObjects.key });
    if (live.length !== keys.length) {
      throw new AppError("output_invalid", "The stored files were cleaned up while they were being made. Try again.");
    }
    for (const one of objects) {
      await tx
        .update(storedObjects)
        .set({ etag: one.etag, sizeBytes: one.sizeBytes })
        .where(eq(storedObjects.key, one.key));
    }
    const { streamId, kind, title } = row;
    await emitEvent(tx, {
      accountId,
      event: "stream.archived",
      dedupeKey: vodId,
      payload: { vodId, streamId, kind, title },
    });
    if (row.streamId !== null) await input.onReady?.(tx, { streamId: row.streamId, vodId });
    await reachPoint(ctx, "process.publishing");
    return true;
  });
}

function mediaRow(input: {
  accountId: AccountId;
  vodId: string;
  prepared: PreparedMedia;
  stored: StoredMedia;
}): typeof media.$inferInsert {
  const { prepared, stored } = input;
  const { index } = prepared.built;
  const { video, audio } = prepared.plan;
  const [sound] = audio;
  return {
    vodId: input.vodId,
    accountId: input.accountId,
    videoKey: stored.video.key,
    videoEtag: stored.video.etag,
    videoSizeBytes: stored.video.sizeBytes,
    audioKey: stored.audio[0]?.key ?? null,
    audioEtag: stored.audio[0]?.etag ?? null,
    audioSizeBytes: stored.audio[0]?.sizeBytes ?? null,
    posterKey: stored.poster.key,
    spriteKeys: stored.sprites.map((one) => one.key),
    videoTimescale: index.videoTimescale,
    durationTicks: index.durationTicks,
    frameRateNum: index.frameRateNum,
    frameRateDen: index.frameRateDen,
    ...codedSize(prepared.plan),
    videoCodec: video.copy ? video.facts.codec : "h264",
    audioCodec: sound ? (sound.copy ? sound.facts.codec : "aac") : null,
    index,
    audioIndex: prepared.audioIndexes[0] ?? null,
    probe: probeFacts(prepared, stored),
  };
}

function probeFacts(prepared: PreparedMedia, stored: StoredMedia): MediaProbe {
  const { video, audio } = prepared.plan;
  return mediaProbe.parse({
    container: prepared.probe.container,
    converted: !video.copy,
    convertedReason: video.reason,
    audioConverted: audio.some((track) => !track.copy),
    playsInChromium: video.playsInChromium,
    videoProfile: video.copy ? video.facts.profile : "High",
    pixFmt: video.copy ? video.facts.pixFmt : "yuv420p",
    rotation: video.copy ? video.facts.rotation : 0,
    variableFrameRate: prepared.built.variableFrameRate,
    frameCount: prepared.built.frameCount,
    sprites: prepared.sprites?.layout ?? null,
    hasBFrames: video.facts.hasBFrames,
    original: prepared.probe,
    audioTracks: audio.map(({ facts, copy }, n) => ({
      key: stored.audio[n]!.key,
      codec: copy ? facts.codec : "aac",
      channels: copy ? facts.channels : Math.min(2, facts.channels),
      sampleRate: copy ? facts.sampleRate : 48_000,
      language: facts.language,
      title: facts.title,
      sizeBytes: stored.audio[n]!.sizeBytes,
      etag: stored.audio[n]!.etag,
      index: prepared.audioIndexes[n] ?? null,
    })),
  });
}

function seriesRows(vodId: string, prepared: PreparedMedia): (typeof mediaSeries.$inferInsert)[] {
  const { sound, built } = prepared;
  const row = (
    kind: (typeof mediaSeries.$inferInsert)["kind"],
    samplesPerSecond: number,
    values: Float32Array | Float64Array,
  ) => ({
    vodId,
    kind,
    samplesPerSecond,
    samples: Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  });
  const timescale = built.index.videoTimescale;
  const scenes = row("scene_changes", timescale, Float64Array.from(findSceneChanges(built.frames, timescale)));
  if (!sound) return [scenes];
  return [
    row("loudness_momentary", 10, sound.momentary),
    row("loudness_integrated", 1, sound.integrated),
    row("waveform_peaks", peaksPerSecond, sound.peaks),
    scenes,
  ];
}
