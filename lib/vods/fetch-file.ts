import { open } from "node:fs/promises";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { requireFreeDisk } from "#lib/platform/disk-space.ts";
import { sniffBytes } from "#lib/platform/ffmpeg/sniff-container.ts";
import type { FetchLimits, GuardedAnswer } from "#lib/platform/http-guard/model.ts";
import { openUrl } from "#lib/platform/http-guard/open-url.ts";
import { reachPoint } from "#lib/points.ts";
import { type FetchedFile, openFetchedFile } from "./fetched-file.ts";

/** A server that sends less than this on average is given up; the job tries again later. */
const limits: Omit<FetchLimits, "maxBytes"> = {
  totalMs: 11.5 * 3_600_000,
  headersMs: 60_000,
  idleMs: 30_000,
  minBytesPerSecond: 10_000,
  maxRedirects: 5,
};

export type FetchFileInput = {
  vodId: string;
  url: string;
  /** Sees the first bytes before any is kept; throws when they are no video's. */
  checkHead: (head: Buffer) => void;
  /** Called with the sum before bytes are written, and with the whole when that is known. Throws when there is no room for it or it isn't wanted any more. */
  hold: (totalBytes: number) => Promise<void>;
  onProgress: (haveBytes: number, totalBytes: number | null) => void;
};

/**
 * Fetches a file from an address into the inbox, going on where an earlier try stopped when the server still has the
 * same bytes. Throws the guard's errors, `too_large`, `disk_full`, and what `checkHead` and `hold` throw.
 */
export async function fetchFile(
  ctx: Pick<Ctx, "config" | "signal" | "findFreeDiskBytes" | "atPoint">,
  input: FetchFileInput,
): Promise<{ filePath: string; sizeBytes: number }> {
  const file = await openFetchedFile(ctx.config, input.vodId);
  if (file.facts.isComplete) return { filePath: file.filePath, sizeBytes: file.haveBytes };
  const canGoOn = file.haveBytes > 0 && file.facts.validator !== null;
  const asked = { range: `bytes=${file.haveBytes}-`, "if-range": file.facts.validator ?? "" };
  const answer = await openUrl(ctx, {
    url: input.url,
    headers: canGoOn ? asked : {},
    limits: { ...limits, maxBytes: ctx.config.maxUploadBytes },
  });
  try {
    const startBytes = await readStart(file, answer);
    const totalBytes = answer.lengthBytes === null ? null : startBytes + answer.lengthBytes;
    await input.hold(totalBytes ?? startBytes);
    const { dataDir, minFreeDiskBytes } = ctx.config;
    await requireFreeDisk(dataDir, answer.lengthBytes ?? 0, minFreeDiskBytes, ctx.findFreeDiskBytes);
    const validator = validatorOf(answer);
    await file.note({ validator, isComplete: false });
    const sizeBytes = await write(ctx, input, { file, answer, startBytes, totalBytes });
    await file.note({ validator, isComplete: true });
    return { filePath: file.filePath, sizeBytes };
  } finally {
    answer.close();
  }
}

/** At which byte the answer begins. Throws for answers that aren't the file. */
async function readStart(file: FetchedFile, answer: GuardedAnswer): Promise<number> {
  const { status } = answer;
  if (status === 200) return 0;
  const range = /^bytes (\d+)-/.exec(answer.headers["content-range"] ?? "");
  const isNext =
    status === 206 && Number(range?.[1]) === file.haveBytes && validatorOf(answer) === file.facts.validator;
  if (isNext) return file.haveBytes;
  if (status === 206 || status === 416) {
    await file.note({ validator: null, isComplete: false });
    throw new AppError("fetch_failed", "The server's file changed while it was fetched. It is fetched from its start.");
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    throw new AppError("fetch_failed", `The server answers ${status}: it can't give the file now. Try again later.`);
  }
  const why =
    status === 401 || status === 403
      ? "it wants a sign-in, or the link has run out"
      : status === 404 || status === 410
        ? "it has no such file"
        : "it gives no file";
  throw new AppError(
    "address_refused",
    `The server answers ${status}: ${why}. Open the address in a browser to check it.`,
  );
}

const validatorOf = ({ headers }: GuardedAnswer): string | null => {
  const { etag } = headers;
  return etag !== undefined && !etag.startsWith("W/") ? etag : (headers["last-modified"] ?? null);
};

type Writing = { file: FetchedFile; answer: GuardedAnswer; startBytes: number; totalBytes: number | null };

/** Appends the body to the file, the head of a new one checked before. Returns the file's size. */
async function write(
  ctx: Pick<Ctx, "config" | "atPoint">,
  input: FetchFileInput,
  { file, answer, startBytes, totalBytes }: Writing,
): Promise<number> {
  const handle = await open(file.filePath, startBytes === 0 ? "w" : "r+");
  let at = startBytes;
  let head: Buffer | null = startBytes === 0 ? Buffer.alloc(0) : null;
  const append = async (bytes: Buffer) => {
    if (at + bytes.length > ctx.config.maxUploadBytes) throw new AppError("too_large", "The file is too large.");
    await input.hold(at + bytes.length);
    await handle.write(bytes, 0, bytes.length, at);
    at += bytes.length;
    input.onProgress(at, totalBytes);
    await reachPoint(ctx, "fetch.receiving");
  };
  try {
    for await (const chunk of answer.body) {
      if (head === null) {
        await append(chunk);
        continue;
      }
      head = Buffer.concat([head, chunk]);
      if (head.length < sniffBytes) continue;
      input.checkHead(head.subarray(0, sniffBytes));
      await append(head);
      head = null;
    }
    if (head !== null) {
      input.checkHead(head);
      await append(head);
    }
    await handle.truncate(at);
    await handle.sync();
    return at;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC" || code === "EDQUOT") {
      throw new AppError("disk_full", "The disk is full. Fetching goes on when there is room.", { cause: error });
    }
    throw error;
  } finally {
    await handle.close();
  }
}
