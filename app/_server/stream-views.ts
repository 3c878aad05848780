import { countClips } from "#lib/clips/queries.ts";
import type { Ctx } from "#lib/context.ts";
import { getPrecision } from "#lib/highlights/get-precision.ts";
import { countHighlights, findLatestDetectionRun } from "#lib/highlights/queries.ts";
import type { AccountId } from "#lib/ids.ts";
import { listJobProgress } from "#lib/progress.ts";
import { listSignalImports } from "#lib/signals/queries.ts";
import { getStream, listStreams } from "#lib/vods/queries.ts";

/** The streams list: each stream with its counts and the jobs that work on its videos. */
export async function readStreamList(ctx: Ctx, input: { accountId: AccountId }) {
  const { accountId } = input;
  const streams = await listStreams(ctx, { accountId });
  const streamIds = streams.map((stream) => stream.streamId);
  const subjectIds = streams.flatMap((stream) => stream.vods.map((vod) => vod.id));
  const [highlights, clips, jobs] = await Promise.all([
    countHighlights(ctx, { accountId, streamIds }),
    countClips(ctx, { accountId, streamIds }),
    listJobProgress(ctx, { accountId, subjectIds }),
  ]);
  return streams.map((stream) => ({
    ...stream,
    highlightCount: highlights.get(stream.streamId) ?? 0,
    clipCount: clips.get(stream.streamId) ?? 0,
    jobs: jobs.filter((job) => stream.vods.some((vod) => vod.id === job.subjectId)),
  }));
}

/** Everything the stream page shows beside its highlights and clips. Throws `not_found`. */
export async function readStreamPage(ctx: Ctx, input: { accountId: AccountId; streamId: string }) {
  const { accountId, streamId } = input;
  const stream = await getStream(ctx, input);
  const [signalImports, detection, precision, highlights, clips] = await Promise.all([
    listSignalImports(ctx, input),
    findLatestDetectionRun(ctx, input),
    getPrecision(ctx, input),
    countHighlights(ctx, { accountId, streamIds: [streamId] }),
    countClips(ctx, { accountId, streamIds: [streamId] }),
  ]);
  const subjectIds = [...stream.vods, ...signalImports, ...(detection ? [detection] : [])].map((one) => one.id);
  return {
    stream,
    signalImports,
    detection,
    precision,
    highlightCount: highlights.get(streamId) ?? 0,
    clipCount: clips.get(streamId) ?? 0,
    jobs: await listJobProgress(ctx, { accountId, subjectIds }),
  };
}

export type StreamListEntry = Awaited<ReturnType<typeof readStreamList>>[number];
export type StreamPage = Awaited<ReturnType<typeof readStreamPage>>;
