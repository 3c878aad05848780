import type { Ctx } from "#lib/context.ts";
import { getHighlight } from "#lib/highlights/queries.ts";
import type { AccountId } from "#lib/ids.ts";
import { getVod } from "#lib/vods/queries.ts";
import { buildCues, textOf } from "../render/build-cues.ts";
import { readSegments } from "../render/read-script.ts";
import { splitWords } from "../render/split-words.ts";
import { findCaptions } from "./find-captions.ts";
import { type CaptionLine, type CaptionStretch, type CaptionsView, joinStretches } from "./model.ts";

/** Width of a line as its editor offers it: two of the widest line that a clip shows. */
const editedColumns = 32;

/**
 * A highlight's caption text: what was written for it, and the transcript where nothing was, in lines as a clip shows
 * them. Throws `not_found`.
 */
export async function getCaptions(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; highlightId: string },
): Promise<CaptionsView> {
  const { accountId } = input;
  const highlight = await getHighlight(ctx, input);
  const vod = await getVod(ctx, { accountId, vodId: highlight.vodId });
  const clip = { fromMs: Math.round(highlight.startSeconds * 1000), toMs: Math.round(highlight.endSeconds * 1000) };
  const edited = await findCaptions(ctx, input);
  const read = (stretch: CaptionStretch) =>
    vod.streamId === null || stretch.toMs <= stretch.fromMs
      ? []
      : readTranscriptLines(ctx, { accountId, streamId: vod.streamId, streamOffsetMs: vod.streamOffsetMs, stretch });
  if (!edited?.lines) {
    const lines = await read(clip);
    return { version: edited?.version ?? 0, isEdited: false, clip, covered: clip, lines };
  }
  const covered = joinStretches(clip, edited.covered);
  const [before, after] = await Promise.all([
    read({ fromMs: covered.fromMs, toMs: edited.covered.fromMs }),
    read({ fromMs: edited.covered.toMs, toMs: covered.toMs }),
  ]);
  return { version: edited.version, isEdited: true, clip, covered, lines: [...before, ...edited.lines, ...after] };
}

/** The transcript of a stretch as lines, cut off at its ends. */
export async function readTranscriptLines(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; streamId: string; streamOffsetMs: number; stretch: CaptionStretch },
): Promise<CaptionLine[]> {
  const { accountId, streamId, streamOffsetMs, stretch } = input;
  const at = { fromMs: stretch.fromMs + streamOffsetMs, toMs: stretch.toMs + streamOffsetMs };
  const segments = await readSegments(ctx, { accountId, streamId, ...at });
  const cues = buildCues(splitWords(segments, editedColumns), {
    maxColumns: editedColumns,
    durationMs: stretch.toMs - stretch.fromMs,
  });
  const shift = (ms: number) => Math.max(0, Math.round(ms + stretch.fromMs));
  return cues.map((cue) => {
    const words = cue.lines.flat();
    return {
      startMs: shift(cue.startMs),
      endMs: shift(cue.endMs),
      text: textOf(words),
      words: words.map((word) => ({ startMs: shift(word.startMs), endMs: shift(word.endMs), text: word.text })),
    };
  });
}
