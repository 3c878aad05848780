import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Config } from "#lib/config.ts";
import type { Ctx } from "#lib/context.ts";

const scratchRoot = (config: Pick<Config, "dataDir">) => path.join(config.dataDir, "scratch");
const ownerFile = "owner";

/**
 * Gives `work` an empty directory of its own below the data directory and removes it whatever happens.
 * `name` ([a-z0-9-]) says whose it is when one is found after a crash.
 */
export async function withScratch<Result>(
  ctx: Pick<Ctx, "config">,
  name: string,
  work: (dir: string) => Promise<Result>,
): Promise<Result> {
  const outer = path.join(scratchRoot(ctx.config), `${name}-${randomUUID()}`);
  const dir = path.join(outer, "files");
  await mkdir(dir, { recursive: true });
  try {
    await writeFile(path.join(outer, ownerFile), `${process.pid} ${await processStart(process.pid)}`);
    return await work(dir);
  } finally {
    await rm(outer, { recursive: true, force: true });
  }
}

/** Removes the scratch directories of processes that are gone; to be called at start-up. Returns how many it removed. */
export async function sweepScratch(config: Pick<Config, "dataDir">): Promise<number> {
  const root = scratchRoot(config);
  const names = await readdir(root).catch(() => [] as string[]);
  let removed = 0;
  for (const name of names) {
    const [pid, startedAt] = (await readFile(path.join(root, name, ownerFile), "utf8").catch(() => "")).split(" ");
    if (pid !== undefined && pid !== "" && (await isRunning(Number(pid), startedAt ?? ""))) continue;
    if (pid === "" && (await isYoung(path.join(root, name)))) continue;
    await rm(path.join(root, name), { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

/** Another process may be between making its directory and signing it. */
async function isYoung(dir: string): Promise<boolean> {
  const found = await stat(dir).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs < 60_000;
}

/** Process ids are used again; with the start time (Linux) a later process is not taken for the owner. */
async function isRunning(pid: number, startedAt: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return startedAt === "" || (await processStart(pid)) === startedAt;
}

async function processStart(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // Field 22; the command name before it may hold spaces and brackets.
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}
