import { open, readFile, writeFile } from "node:fs/promises";
import { readAvcConfig, replaceAvcConfig } from "#lib/clips/splice/h264/sample-entry.ts";
import { walkNals } from "#lib/clips/splice/h264/walk-nals.ts";
import { readWindow, type WindowTrack } from "#lib/clips/splice/mp4/read-window.ts";
import { type OutputTrack, writeMp4 } from "#lib/clips/splice/mp4/write-mp4.ts";
import { planTiming } from "#lib/clips/splice/plan-timing.ts";

/** Puts transport streams behind each other as a recorder does that goes on after a break. */
export async function joinStreams(filePaths: string[], outPath: string): Promise<void> {
  await writeFile(outPath, Buffer.concat(await Promise.all(filePaths.map((filePath) => readFile(filePath)))));
}

/** Rewrites a fragmented H.264 file as a progressive one whose NAL units carry lengths of two bytes; no encoder does. */
export async function shortenLengths(fromPath: string, toPath: string): Promise<void> {
  const tracks = await readWindow(fromPath);
  const file = await open(fromPath, "r");
  try {
    const bytes = await readFile(fromPath);
    const output = tracks.map((track) => {
      const { init, samples } = track;
      const shown = planTiming(
        samples.map(({ pts }) => pts),
        Math.max(...samples.map(({ pts, durationTicks }) => pts + durationTicks)),
      );
      const isVideo = init.kind === "video";
      const pieces = samples.map(({ offset, sizeBytes }) => {
        if (!isVideo) return [{ offset, sizeBytes }];
        const nals = walkNals(bytes.subarray(offset, offset + sizeBytes), 4);
        return nals.map(({ at, totalBytes }) => ({ offset: offset + at + 2, sizeBytes: totalBytes - 2 }));
      });
      return {
        tables: {
          kind: isVideo ? "video" : "audio",
          timescale: init.timescale,
          sampleEntry: isVideo ? shortEntry(track) : init.sampleEntry,
          display: init.display,
          language: init.language,
          sizes: pieces.map((some) => some.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)),
          durations: shown.durations,
          compositionOffsets: isVideo ? shown.compositionOffsets : null,
          syncIndexes: isVideo ? samples.flatMap(({ isSync }, n) => (isSync ? [n] : [])) : null,
          edit: { emptyTicks: 0, mediaTime: shown.delayTicks, durationTicks: shown.totalTicks },
        },
        bytes: pieces.map((some) => ({ file, pieces: some })),
      } satisfies OutputTrack;
    });
    const signal = new AbortController().signal;
    await writeMp4({ filePath: toPath, movieTimescale: 90_000, tracks: output, signal });
  } finally {
    await file.close();
  }
}

function shortEntry({ init }: WindowTrack): Buffer {
  const config = readAvcConfig(init.sampleEntry);
  if (config === null) throw new Error("The file to rewrite is no H.264.");
  return replaceAvcConfig(init.sampleEntry, { ...config, lengthBytes: 2 }, null);
}
