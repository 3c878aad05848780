import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { getMedia, getVod } from "#lib/vods/queries.ts";
import { attachment } from "#lib/vods/respond-with-range.ts";
import { type ExportFormat, exportBounds } from "./export-bounds.ts";
import { listHighlights } from "./queries.ts";

/**
 * Highlights' bounds as a file to download, in the order of time. `all`: every one not rejected. Throws `not_found` and
 * `not_ready` of the VOD, and `not_found` when none of the ids is there.
 */
export async function getExport(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string; format: ExportFormat; highlightIds: string[] | "all" },
): Promise<{ text: string; headers: Record<string, string> }> {
  const { format, highlightIds } = input;
  const [vod, { row }, all] = await Promise.all([getVod(ctx, input), getMedia(ctx, input), listHighlights(ctx, input)]);
  const isWanted = (one: (typeof all)[number]) =>
    highlightIds === "all" ? one.reviewState !== "rejected" : highlightIds.includes(one.id);
  const highlights = all.filter(isWanted).sort((a, b) => a.startSeconds - b.startSeconds);
  if (highlights.length === 0) {
    throw new AppError("not_found", "None of these highlights is there any more. Reload the page and choose again.");
  }
  const { frameRateNum, frameRateDen } = row;
  // What no file system takes in a name becomes a space.
  const fileName = `${vod.title.replace(/[\s/\\:*?"<>|\p{Cc}]+/gu, " ").trim() || "video"}.mp4`;
  const video = { title: vod.title, fileName, frameRateNum, frameRateDen };
  const { text, contentType, extension } = exportBounds(format, video, highlights);
  return {
    text,
    headers: {
      "content-type": contentType,
      "content-disposition": attachment(fileName.replace(/mp4$/, extension)),
      "cache-control": "no-store",
    },
  };
}
