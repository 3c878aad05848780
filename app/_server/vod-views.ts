import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { listJobProgress } from "#lib/progress.ts";
import { secondsToTicks, ticksToSeconds } from "#lib/time.ts";
import { mimeTypeOf, nameSoundTracks, nameVideoCodec } from "#lib/vods/codec-names.ts";
import { getFrameJpeg } from "#lib/vods/get-frame-jpeg.ts";
import { getMedia, getVod } from "#lib/vods/queries.ts";

/** What the replay and highlights pages show of a VOD and its media (null before it is ready). Throws `not_found`. */
export async function readVodPage(ctx: Ctx, input: { accountId: AccountId; vodId: string }) {
  const vod = await getVod(ctx, input);
  const media = vod.state === "ready" ? await getMedia(ctx, input) : null;
  return {
    vod,
    media: media && {
      durationSeconds: ticksToSeconds(media.row.durationTicks, media.row.videoTimescale),
      timescale: media.row.videoTimescale,
      frameRate: media.row.frameRateNum / media.row.frameRateDen,
      width: media.row.width,
      height: media.row.height,
      hasAudio: media.row.audioCodec !== null,
      zeroSeconds: media.index.zeroPtsTicks / media.index.videoTimescale,
      mimeType: mimeTypeOf({ ...media.row, pixFmt: media.probe.pixFmt }),
      videoCodecName: nameVideoCodec(media.row.videoCodec),
      playsInChromium: media.probe.playsInChromium,
      convertedReason: media.probe.convertedReason,
      soundTracks: nameSoundTracks(media.probe.audioTracks),
    },
    jobs: await listJobProgress(ctx, { accountId: input.accountId, subjectIds: [vod.id] }),
  };
}

/** The frame at exact ticks, or near a time in seconds, as JPEG. */
export async function getFrameAt(
  ctx: Ctx,
  input: { accountId: AccountId; vodId: string; ticks?: number; at?: number; width: number },
): Promise<Buffer> {
  const { accountId, vodId, width } = input;
  const { row } = await getMedia(ctx, input);
  const asked = input.ticks ?? secondsToTicks(input.at ?? 0, row.videoTimescale);
  const atTicks = Math.min(asked, row.durationTicks - 1);
  return getFrameJpeg(ctx, { accountId, vodId, atTicks, widthPx: width });
}

export type VodPage = Awaited<ReturnType<typeof readVodPage>>;
