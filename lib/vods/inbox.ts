import { randomUUID } from "node:crypto";
import { constants, copyFile, link, mkdir, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Config } from "#lib/config.ts";
import type { Ctx } from "#lib/context.ts";
import { requireFreeDisk } from "#lib/platform/disk-space.ts";

/** Where the unprocessed bytes of a VOD are on the host that took them in, relative to its data directory. */
export const inboxPath = (vodId: string): string => path.join("inbox", vodId, "source");

const absoluteInbox = (config: Pick<Config, "dataDir">, vodId: string) => path.join(config.dataDir, inboxPath(vodId));

/**
 * Puts a file into the inbox: `link` leaves the given one where it is (hard link, or a copy across disks), `move` takes it.
 * Returns how to undo it.
 */
export async function placeInInbox(
  ctx: Pick<Ctx, "config" | "findFreeDiskBytes">,
  input: { vodId: string; filePath: string; take: "link" | "move" },
): Promise<{ undo: () => Promise<void> }> {
  const target = absoluteInbox(ctx.config, input.vodId);
  // A link to a symbolic link would be broken by the next clean-up of its target.
  const source = await realpath(input.filePath);
  const making = `${target}-${randomUUID()}`;
  await mkdir(path.dirname(target), { recursive: true });
  const moved = input.take === "move" ? await unlessOtherDisk(() => rename(source, making)) : false;
  const linked = moved || (input.take === "link" && (await unlessOtherDisk(() => link(source, making))));
  if (!linked) {
    const { size } = await stat(source);
    await requireFreeDisk(ctx.config.dataDir, size, ctx.config.minFreeDiskBytes, ctx.findFreeDiskBytes);
    await copyFile(source, making, constants.COPYFILE_FICLONE);
  }
  await rename(making, target);
  if (input.take === "move" && !moved) await rm(source, { force: true });
  return {
    undo: async () => {
      if (input.take === "move") await unlessOtherDisk(() => rename(target, source));
      await removeFromInbox(ctx.config, input.vodId);
    },
  };
}

/** Removes what the inbox holds of a VOD; nothing there is no error. */
export const removeFromInbox = (config: Pick<Config, "dataDir">, vodId: string): Promise<void> =>
  rm(path.dirname(absoluteInbox(config, vodId)), { recursive: true, force: true });

/** False where the file system can't do it (another disk, no hard links); other errors are thrown. */
async function unlessOtherDisk(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (["EXDEV", "EPERM", "EMLINK", "ENOTSUP", "EOPNOTSUPP", "EACCES"].includes(code)) return false;
    throw error;
  }
}
