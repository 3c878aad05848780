import { listStreamPage } from "#lib/clips/list-streams.ts";
import { countClips } from "#lib/clips/queries.ts";
import type { StreamListQuery } from "#lib/clips/schema.ts";
import type { Ctx } from "#lib/context.ts";
import { getPrecision } from "#lib/highlights/get-precision.ts";
import { countHighlights, findLatestDetectionRun } from "#lib/highlights/queries.ts";
import type { AccountId } from "#lib/ids.ts";
import { listJobProgress } from "#lib/progress.ts";
import { listSignalImports } from "#lib/signals/queries.ts";
import { nameSoundTracks, nameVideoCodec } from "#lib/vods/codec-names.ts";
import { findMediaFacts, getStream, type MediaView } from "#lib/vods/queries.ts";

/** A page of the streams list, each stream with the jobs that work on its videos. */
export async function readStreamList(ctx: Ctx, input: StreamListQuery & { accountId: AccountId }) {
  const page = await listStreamPage(ctx, input);
  const subjectIds = page.streams.flatMap((stream) => stream.vods.map((vod) => vod.id));
  const jobs = await listJobProgress(ctx, { accountId: input.accountId, subjectIds });
  return {
    ...page,
    streams: page.streams.map((stream) => ({
      ...stream,
      jobs: jobs.filter((job) => stream.vods.some((vod) => vod.id === job.subjectId)),
    })),
  };
}

/** Everything the stream page shows beside its highlights and clips. Throws `not_found`. */
export async function readStreamPage(ctx: Ctx, input: { accountId: AccountId; streamId: string }) {
  const { accountId, streamId } = input;
  const stream = await getStream(ctx, input);
  const ready = stream.vods.find((vod) => vod.state === "ready");
  const [signalImports, detection, precision, media, highlights, clips] = await Promise.all([
    listSignalImports(ctx, input),
    findLatestDetectionRun(ctx, input),
    getPrecision(ctx, input),
    ready ? findMediaFacts(ctx, { accountId, vodId: ready.id }) : null,
    countHighlights(ctx, { accountId, streamIds: [streamId] }),
    countClips(ctx, { accountId, streamIds: [streamId] }),
  ]);
  const subjectIds = [...stream.vods, ...signalImports, ...(detection ? [detection] : [])].map((one) => one.id);
  return {
    stream,
    signalImports,
    detection,
    precision,
    media: media && describeMedia(media),
    highlightCount: highlights.get(streamId) ?? 0,
    clipCount: clips.get(streamId) ?? 0,
    jobs: await listJobProgress(ctx, { accountId, subjectIds }),
  };
}

/** What a recording is, as its stream's page says it. */
const describeMedia = ({ row, probe }: Pick<MediaView, "row" | "probe">) => ({
  width: row.width,
  height: row.height,
  frameRate: row.frameRateNum / row.frameRateDen,
  hasVariableFrameRate: probe.variableFrameRate,
  videoCodecName: nameVideoCodec(row.videoCodec),
  soundTracks: row.audioCodec === null ? [] : nameSoundTracks(probe.audioTracks),
  convertedReason: probe.convertedReason,
  playsInChromium: probe.playsInChromium,
});

export type StreamListPage = Awaited<ReturnType<typeof readStreamList>>;
export type StreamPage = Awaited<ReturnType<typeof readStreamPage>>;
