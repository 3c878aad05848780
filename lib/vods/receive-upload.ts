import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import { z } from "zod";
import { releaseReservation } from "#lib/accounts/quota-settle.ts";
import type { Config } from "#lib/config.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { requireFreeDisk } from "#lib/platform/disk-space.ts";
import { formatBytes } from "#lib/time.ts";
import { holdUploadBytes } from "./hold-upload-bytes.ts";
import { takeUploadSlot } from "./upload-slots.ts";

/** A file received whole, waiting to be imported. `fileName` is the sender's and never a path here. */
export type Upload = { uploadId: string; filePath: string; fileName: string; sizeBytes: number };

/** `sha256`: of its bytes, in hexadecimal. */
export type ReceivedUpload = Upload & { sha256: string };

const sidecar = z.object({ accountId: z.uuid(), fileName: z.string(), sizeBytes: z.number().int().nonnegative() });

type UploadCtx = Pick<Ctx, "config" | "signal" | "now" | "db" | "store" | "cache" | "log" | "findFreeDiskBytes">;

export type UploadInput = {
  accountId: AccountId;
  fileName: string;
  body: WebStream<Uint8Array> | ReadableStream<Uint8Array> | Readable;
  declaredBytes: number | null;
};

/** How long an upload waits to be imported. */
export const keptForMs = 24 * 3_600_000;

const uploadsDir = (config: Pick<Config, "dataDir">) => path.join(config.dataDir, "inbox", "uploads");

/**
 * Streams a file into this host's inbox, byte by byte onto the disk, and returns how to name it later. Forgotten ones are swept first.
 * Its bytes count against the plan from the first to the last. Throws `too_large`, `quota_exceeded`, `disk_full`,
 * `cap_reached` (too many at once), `invalid_input` (broken off or not the declared length); a failed upload leaves nothing.
 */
export async function receiveUpload(ctx: UploadCtx, input: UploadInput): Promise<ReceivedUpload> {
  const fileName = cleanFileName(input.fileName);
  const leave = takeUploadSlot(input.accountId);
  try {
    return await receive(ctx, { ...input, fileName });
  } finally {
    leave();
  }
}

async function receive(ctx: UploadCtx, input: UploadInput): Promise<ReceivedUpload> {
  const { dataDir, maxUploadBytes, minFreeDiskBytes } = ctx.config;
  const { fileName } = input;
  if ((input.declaredBytes ?? 0) > maxUploadBytes) throw tooLarge(fileName, maxUploadBytes);
  await sweepUploads(ctx, { olderThanMs: keptForMs });
  const uploadId = randomUUID();
  const hold = holdUploadBytes(ctx, { accountId: input.accountId, uploadId });
  await hold.ahead(input.declaredBytes ?? 0);
  const dir = path.join(uploadsDir(ctx.config), uploadId);
  try {
    await mkdir(dir, { recursive: true });
    await requireFreeDisk(dataDir, input.declaredBytes ?? 0, minFreeDiskBytes, ctx.findFreeDiskBytes);
    const filePath = path.join(dir, "content");
    const body = input.body instanceof Readable ? input.body : Readable.fromWeb(input.body as WebStream<Uint8Array>);
    const meter = countBytes(fileName, maxUploadBytes, hold.ahead);
    await pipeline(body, meter.pass, createWriteStream(filePath, { flags: "wx" }), { signal: ctx.signal });
    if (input.declaredBytes !== null && meter.sizeBytes !== input.declaredBytes) throw brokenOff(fileName);
    await hold.exactly(meter.sizeBytes);
    const facts = { accountId: input.accountId, fileName, sizeBytes: meter.sizeBytes };
    // The side file appears last and whole: an upload without it was never finished.
    await writeFile(path.join(dir, "upload.json.part"), JSON.stringify(facts));
    await rename(path.join(dir, "upload.json.part"), path.join(dir, "upload.json"));
    return { uploadId, filePath, fileName, sizeBytes: meter.sizeBytes, sha256: meter.hash.digest("hex") };
  } catch (error) {
    await discardUpload(ctx, { accountId: input.accountId, uploadId });
    throw toAppError(error, fileName);
  }
}

/** A finished upload of this account, or null. */
export async function findUpload(
  ctx: Pick<Ctx, "config">,
  input: { accountId: AccountId; uploadId: string },
): Promise<Upload | null> {
  if (!z.uuid().safeParse(input.uploadId).success) return null;
  const dir = path.join(uploadsDir(ctx.config), input.uploadId);
  const text = await readFile(path.join(dir, "upload.json"), "utf8").catch(() => null);
  if (text === null) return null;
  const { accountId, fileName, sizeBytes } = sidecar.parse(JSON.parse(text));
  if (accountId !== input.accountId) return null;
  return { uploadId: input.uploadId, filePath: path.join(dir, "content"), fileName, sizeBytes };
}

/** Removes an upload that was imported or is of no use, and gives its bytes back; one that isn't there is no error. */
export async function discardUpload(
  ctx: Pick<Ctx, "config" | "db">,
  input: { accountId: AccountId; uploadId: string },
): Promise<void> {
  const { accountId, uploadId } = input;
  await rm(path.join(uploadsDir(ctx.config), uploadId), { recursive: true, force: true });
  await ctx.db.transaction((tx) => releaseReservation(tx, { accountId, subjectId: uploadId, purpose: "import" }));
}

/** Removes uploads whose last byte came more than `olderThanMs` ago: begun or finished, and never imported. */
export async function sweepUploads(ctx: Pick<Ctx, "config" | "now">, input: { olderThanMs: number }): Promise<void> {
  const root = uploadsDir(ctx.config);
  for (const name of await readdir(root).catch(() => [])) {
    const dir = path.join(root, name);
    const facts = await stat(path.join(dir, "content")).catch(() => stat(dir).catch(() => null));
    if (facts && facts.mtimeMs < ctx.now().getTime() - input.olderThanMs)
      await rm(dir, { recursive: true, force: true });
  }
}

/** Passes bytes on and counts them; ends the upload at the first byte above the limit, or that the plan has no room for. */
function countBytes(fileName: string, maxBytes: number, hold: (bytes: number) => Promise<void>) {
  const meter = {
    sizeBytes: 0,
    hash: createHash("sha256"),
    pass: async function* (source: AsyncIterable<Uint8Array>) {
      for await (const chunk of source) {
        meter.sizeBytes += chunk.byteLength;
        if (meter.sizeBytes > maxBytes) throw tooLarge(fileName, maxBytes);
        await hold(meter.sizeBytes);
        meter.hash.update(chunk);
        yield chunk;
      }
    },
  };
  return meter;
}

const tooLarge = (fileName: string, maxBytes: number) =>
  new AppError("too_large", `"${fileName}" is too large. Files up to ${formatBytes(maxBytes)} are taken.`);

const brokenOff = (fileName: string) =>
  new AppError(
    "invalid_input",
    `The upload of "${fileName}" broke off before its end. Nothing was kept; send it again.`,
  );

function toAppError(error: unknown, fileName: string): unknown {
  if (error instanceof AppError) return error;
  const { code, name } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new AppError(
      "disk_full",
      `The disk is full: "${fileName}" was not kept. Free some space, then send it again.`,
    );
  }
  if (name === "AbortError" || code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE")
    return brokenOff(fileName);
  return error;
}

/** The last part of a path-like name without control characters, at most 200 characters. */
export function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
  const clean = last.replace(/[\u0000-\u001f\u007f]/g, "").trim();
  return Array.from(clean).slice(-200).join("") || "file";
}
