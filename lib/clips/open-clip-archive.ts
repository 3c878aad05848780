import { Readable } from "node:stream";
import { and, eq, inArray } from "drizzle-orm";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { storedObjects, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { planZip } from "#lib/platform/zip/records.ts";
import { writeZip, type ZipNote, type ZipSource } from "#lib/platform/zip/write-zip.ts";
import { attachment, type RangeResponse } from "#lib/vods/respond-with-range.ts";
import { clipFileName } from "./clip-file-name.ts";

type Asked = { accountId: AccountId; clipVodIds: string[]; method: "GET" | "HEAD" };

/**
 * Answers a GET or HEAD for clips' files as one ZIP archive, which is made while it is sent: one file is read from the store
 * at a time, and nothing is kept. A clip that has no file, or whose file goes meanwhile, is named in a text in the archive.
 * Throws `not_found` when none of them is there, `not_ready` when none is cut.
 */
export async function openClipArchive(
  ctx: Pick<Ctx, "db" | "store" | "signal" | "now" | "log">,
  input: Asked,
): Promise<RangeResponse> {
  const found = await findFiles(ctx, input);
  const ready = found.filter((one) => one.object !== null);
  if (found.length === 0) {
    throw new AppError("not_found", "There are no such clips in this account. They may have been deleted.");
  }
  if (ready.length === 0) {
    throw new AppError("not_ready", "None of these clips is cut yet. They can be downloaded when they are ready.");
  }
  const names = new Set<string>();
  const sources: ZipSource[] = ready.map(({ clip, title, readyAt, object }) => {
    const name = uniqueName(clipFileName({ title, ...clip }), names);
    const { sizeBytes } = object!;
    const modifiedAt = readyAt ?? ctx.now();
    return { name, sizeBytes, modifiedAt, open: () => openFile(ctx, { name, title, object: object! }) };
  });
  const left = describeLeft(input, found);
  if (left) sources.push(textFile("Not in this archive.txt", left, ctx.now()));
  const { sizeBytes } = planZip(sources);
  return {
    status: 200,
    headers: {
      "accept-ranges": "none",
      "cache-control": "private, no-store",
      "content-type": "application/zip",
      "content-length": String(sizeBytes),
      "content-disposition": attachment(`${ready.length} clips ${ctx.now().toISOString().slice(0, 10)}.zip`),
    },
    body: input.method === "HEAD" ? null : Readable.from(writeZip(sources), { objectMode: false }),
  };
}

type StoredFile = typeof storedObjects.$inferSelect;
type Found = { clip: typeof clips.$inferSelect; title: string; readyAt: Date | null; object: StoredFile | null };

/** The account's clips of these that aren't in the trash, as they were asked for; `object` null where there is no file. */
async function findFiles(ctx: Pick<Ctx, "db">, { accountId, clipVodIds }: Asked): Promise<Found[]> {
  const rows = await ctx.db
    .select({ clip: clips, title: vods.title, readyAt: vods.readyAt, state: vods.state, object: storedObjects })
    .from(clips)
    .innerJoin(vods, eq(vods.id, clips.vodId))
    .leftJoin(clipAttempts, and(eq(clipAttempts.vodId, clips.vodId), eq(clipAttempts.attempt, clips.currentAttempt)))
    .leftJoin(storedObjects, eq(storedObjects.key, clipAttempts.objectKey))
    .where(
      and(
        eq(clips.accountId, accountId),
        inArray(clips.vodId, clipVodIds),
        inArray(vods.state, ["imported", "processing", "ready", "failed"]),
      ),
    );
  const known = new Map(rows.map((row) => [row.clip.vodId, row]));
  return [...new Set(clipVodIds)].flatMap((id) => {
    const row = known.get(id);
    if (!row) return [];
    const isThere = row.state === "ready" && row.object?.state === "live" && row.object.etag !== null;
    return [{ ...row, object: isThere ? row.object : null }];
  });
}

/** The file's bytes when it is its turn, or what to say when they are no longer there. */
async function openFile(
  ctx: Pick<Ctx, "store" | "signal" | "log">,
  { name, title, object }: { name: string; title: string; object: StoredFile },
): Promise<Readable | ZipNote> {
  try {
    return await ctx.store.get(object.key, { ifMatch: object.etag!, signal: ctx.signal });
  } catch (error) {
    if (!(error instanceof AppError) || !["not_found", "conflict"].includes(error.code)) throw error;
    ctx.log.info({ key: object.key }, "a clip went while it was waiting to be sent in an archive");
    const text = `"${title}" was deleted, or cut again, while this archive was on its way.\r\nDownload it from the library if it is there.\r\n`;
    return { name: name.replace(/\.mp4$/, ".txt"), text };
  }
}

/** What was asked for and is not in the archive from the start; null when all is. */
function describeLeft({ clipVodIds }: Asked, found: Found[]): string | null {
  const uncut = found.filter((one) => one.object === null).map(({ title }) => `"${title}" is not cut yet.`);
  const goneCount = new Set(clipVodIds).size - found.length;
  const gone = goneCount === 0 ? [] : [`${goneCount} that ${goneCount === 1 ? "is" : "are"} no longer in the library.`];
  const lines = [...uncut, ...gone];
  return lines.length === 0 ? null : `${lines.join("\r\n")}\r\n`;
}

function textFile(name: string, text: string, modifiedAt: Date): ZipSource {
  const bytes = Buffer.from(text);
  return { name, sizeBytes: bytes.length, modifiedAt, open: async () => Readable.from([bytes]) };
}

/** `Title.mp4`, `Title 2.mp4`, …: some file systems don't tell cases apart. */
function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let n = 2; taken.has(unique.toLowerCase()); n += 1) unique = name.replace(/\.mp4$/, ` ${n}.mp4`);
  taken.add(unique.toLowerCase());
  return unique;
}
