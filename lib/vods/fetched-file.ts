import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Config } from "#lib/config.ts";
import type { Ctx } from "#lib/context.ts";

/** Where a VOD's file is fetched to, relative to the data directory: its place until it is processed, too. */
export const fetchedPath = (vodId: string): string => path.join("inbox", vodId, "fetched");

const facts = z.object({
  /** What names these very bytes to their server (a strong ETag, or the time they changed); null: it can't go on later. */
  validator: z.string().nullable(),
  isComplete: z.boolean(),
});
export type FetchedFacts = z.infer<typeof facts>;

/** A file on its way in, and how much of it is there. */
export type FetchedFile = {
  filePath: string;
  haveBytes: number;
  facts: FetchedFacts;
  /** Notes facts so that they survive this process. */
  note: (facts: FetchedFacts) => Promise<void>;
};

/** Opens what is here of a VOD's file; bytes of which nothing is known count for nothing. */
export async function openFetchedFile(config: Pick<Config, "dataDir">, vodId: string): Promise<FetchedFile> {
  const filePath = path.join(config.dataDir, fetchedPath(vodId));
  const factsPath = `${filePath}.json`;
  await mkdir(path.dirname(filePath), { recursive: true });
  const text = await readFile(factsPath, "utf8").catch(() => null);
  const known = text === null ? { success: false as const } : facts.safeParse(JSON.parse(text));
  const size = await stat(filePath).then(
    (found) => found.size,
    () => 0,
  );
  return {
    filePath,
    haveBytes: known.success ? size : 0,
    facts: known.success ? known.data : { validator: null, isComplete: false },
    note: async (noted) => {
      await writeFile(`${factsPath}.part`, JSON.stringify(noted));
      await rename(`${factsPath}.part`, factsPath);
    },
  };
}

/** Removes what was fetched in part and not gone on with for `olderThanMs`: its VOD failed, or another host has it. */
export async function sweepFetches(ctx: Pick<Ctx, "config" | "now">, input: { olderThanMs: number }): Promise<void> {
  const root = path.join(ctx.config.dataDir, "inbox");
  for (const name of await readdir(root).catch(() => [])) {
    const filePath = path.join(root, name, "fetched");
    const found = await stat(filePath).catch(() => null);
    if (!found || found.mtimeMs >= ctx.now().getTime() - input.olderThanMs) continue;
    const noted = await readFile(`${filePath}.json`, "utf8").catch(() => null);
    const known = noted === null ? null : facts.safeParse(JSON.parse(noted));
    // A whole one waits for its processing, which has no such deadline.
    if (known?.success && known.data.isComplete) continue;
    await rm(path.dirname(filePath), { recursive: true, force: true });
  }
}
