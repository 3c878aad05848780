import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { writeAss } from "./ass.ts";
import { buildCues } from "./build-cues.ts";
import { buildLineCues, type EditedLines } from "./build-line-cues.ts";
import { captionStyle, chatArea } from "./caption-style.ts";
import { buildChatStates, type ChatLine } from "./chat-states.ts";
import { addedFontsDir, type Font, listFonts, placeFonts } from "./fonts.ts";
import { defaultSplit, type RenderSpec, type Size } from "./model.ts";
import { createShaper, type Shaper } from "./shape-text.ts";
import { type Segment, splitWords } from "./split-words.ts";

export type Script = { filePath: string; fontsDir: string };

/**
 * Writes what is drawn over the picture into `dir`: the ASS script and the fonts it needs. Null when nothing is said and
 * nobody chats. `notes` tells what could not be drawn as it was written. Throws `missing_dependency` when this ffmpeg
 * can't draw text, `invalid_input` when no font has most of the letters.
 */
export async function writeScript(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: {
    dir: string;
    spec: RenderSpec;
    size: Size;
    durationMs: number;
    /** Caption text somebody wrote; it counts before what the transcript says. */
    edited?: EditedLines | null;
    segments: Segment[];
    chat: ChatLine[];
  },
): Promise<{ script: Script | null; notes: string[] }> {
  const { spec, size, durationMs } = input;
  const fonts = await listFonts(ctx.config);
  const captions = spec.captions === "off" ? null : captionsOf({ ...input, fonts, preset: spec.captions });
  const area = chatArea(spec.profile, size, (spec.split ?? defaultSplit).faceShare);
  const states = spec.chatOverlay ? buildChatStates(input.chat, { maxLines: area.maxLines, durationMs }) : [];
  const chat = states.length === 0 ? null : { area, states, shaper: createShaper(fonts, "plain") };
  const notes: string[] = [];
  if (spec.captions !== "off" && captions === null) notes.push("Nothing is said here, so there are no captions.");
  if (spec.chatOverlay && chat === null) notes.push("Nobody chatted here, so no chat is shown.");
  if (captions === null && chat === null) return { script: null, notes };

  await requireLibass(ctx);
  const text = writeAss({ size, captions, chat });
  const fontsDirHint = `Put a TTF or OTF font with these letters into ${addedFontsDir(ctx.config)} and cut it again.`;
  if (captions && captions.shaper.counts.replaced * 2 > captions.shaper.counts.drawn) {
    throw new AppError("invalid_input", `The captions use letters that no font here has. ${fontsDirHint}`);
  }
  notes.push(...missingNotes([captions?.shaper, chat?.shaper], fontsDirHint));
  const filePath = path.join(input.dir, "script.ass");
  await writeFile(filePath, text);
  const used = new Set<Font>([...(captions?.shaper.usedFonts ?? []), ...(chat?.shaper.usedFonts ?? [])]);
  return { script: { filePath, fontsDir: await placeFonts(used, input.dir) }, notes };
}

type CaptionInput = {
  spec: RenderSpec;
  preset: Exclude<RenderSpec["captions"], "off">;
  size: Size;
  durationMs: number;
  edited?: EditedLines | null;
  segments: Segment[];
  fonts: Font[];
};

function captionsOf({ spec, preset, size, durationMs, edited, segments, fonts }: CaptionInput) {
  const style = captionStyle(preset, spec.profile, size);
  const { maxColumns } = style;
  const words = splitWords(segments, maxColumns);
  const room = { maxColumns, durationMs };
  const cues = edited ? buildLineCues(edited, words, room) : buildCues(words, room);
  return cues.length === 0 ? null : { style, cues, shaper: createShaper(fonts, style.weight) };
}

function missingNotes(shapers: (Shaper | undefined)[], hint: string): string[] {
  const missing = new Set(shapers.flatMap((shaper) => [...(shaper?.missing ?? [])]));
  if (missing.size === 0) return [];
  const shown = [...missing].slice(0, 8).join(" ");
  const replaced = shapers.reduce((sum, shaper) => sum + (shaper?.counts.replaced ?? 0), 0);
  return [`${replaced} letters are shown as "?" because no font here has them (${shown}). ${hint}`];
}

/** Not every build of ffmpeg has libass; without it the captions would just be missing. */
async function requireLibass(ctx: Pick<Ctx, "config" | "log" | "signal">): Promise<void> {
  const { stdout } = await runFfmpeg(ctx, { args: ["-filters"], limits: { timeoutMs: 30_000 }, stdout: "buffer" });
  if (/^\s*\S+\s+ass\s/m.test(stdout.toString())) return;
  throw new AppError(
    "missing_dependency",
    "This ffmpeg can't draw captions or chat: it was built without libass. Cut without them, set FFMPEG_PATH to an ffmpeg with libass, or unset it to use the packaged one.",
  );
}
