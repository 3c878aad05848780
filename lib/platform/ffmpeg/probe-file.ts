import { open } from "node:fs/promises";
import path from "node:path";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { fileInput } from "./input-args.ts";
import { type ProbeFacts, parseProbe, probeArgs } from "./parse-probe.ts";
import { runFfprobe } from "./run-ffprobe.ts";
import { acceptedContainers, type Sniffed, sniffBytes, sniffContainer } from "./sniff-container.ts";

/** Reads the head of a local file and recognises it. Throws `media_empty` for a file without bytes. */
export async function sniffFile(filePath: string): Promise<Sniffed> {
  const file = await open(filePath, "r");
  try {
    const head = Buffer.alloc(sniffBytes);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    if (bytesRead === 0) throw new AppError("media_empty", "The file is empty (0 bytes). Choose the recording itself.");
    return sniffContainer(head.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** The demuxer to pin for a local file. Throws `media_unreadable` with what is accepted for anything that is no container. */
export async function findDemuxer(filePath: string): Promise<string> {
  return refuseUnlessMedia(await sniffFile(filePath), "The file is").demuxer;
}

/** The demuxer of what was recognised. Throws `media_unreadable`; `beginning` is how its sentence begins: "The file is". */
export function refuseUnlessMedia(sniffed: Sniffed, beginning: string): Extract<Sniffed, { demuxer: string }> {
  if (sniffed.kind === "video" || sniffed.kind === "audio") return sniffed;
  const what = {
    playlist: "a playlist or a list of other files, not a recording",
    archive: "an archive, not a recording. Unpack it and take the video itself",
    page: "a web page, not a video file. Take the address of the file itself, as a download link has it",
    text: "text, not a video",
    unknown: "in no video format that is known here",
  }[sniffed.kind];
  throw new AppError("media_unreadable", `${beginning} ${what}. Accepted are ${acceptedContainers} files.`);
}

/** What is in a local media file. The demuxer is pinned by its first bytes; failures are AppErrors fit to show. */
export async function probeFile(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  filePath: string,
  options: { demuxer?: string; timeoutMs?: number } = {},
): Promise<ProbeFacts> {
  const absolute = path.resolve(filePath);
  const demuxer = options.demuxer ?? (await findDemuxer(absolute));
  const args = [...probeArgs, ...fileInput(absolute, demuxer)];
  const limits = { timeoutMs: options.timeoutMs ?? 120_000 };
  return parseProbe(
    await runFfprobe(ctx, { args, limits }).catch((error) => Promise.reject(explainProbe(error, demuxer))),
  );
}

/** An ffprobe that gives up has found the file wanting, whatever words it has for it; only its limits and our own end lie elsewhere. */
function explainProbe(error: unknown, demuxer: string): unknown {
  if (!(error instanceof AppError) || error.code !== "output_invalid") return error;
  const { details } = error;
  const isCutOff = demuxer === "mov" && /End of file/.test(String(details?.stderrTail));
  return isCutOff
    ? new AppError(
        "media_truncated",
        "The file ends within its own table of contents (moov), as when a copy was cut off. Copy the whole file and import it again.",
        { details },
      )
    : new AppError("media_unreadable", "The file can't be read as a video: its contents are damaged.", { details });
}
