import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { seedLlmSettings } from "#drizzle/seed/llm-settings.ts";
import { seedPlans } from "#drizzle/seed/plans.ts";
import { isSetUpOpen, setUpCode } from "#lib/accounts/sign-in/set-up.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { dumpDatabase } from "#lib/platform/backup/dump-database.ts";
import { loadDatabase } from "#lib/platform/backup/load-database.ts";
import { withInstallation } from "./session.ts";

/** What of the data directory can't be made again: stored files, files that wait to be processed, what identifies the host. */
const kept = ["objects", "inbox", "host-id", "auth-secret", "first-password"];

/** `vodmanager migrate`: brings the database's tables up to this version; any number of hosts may do it at once. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .description("Bring the database's tables up to this version.")
    .action(() => withInstallation(async () => void process.stdout.write("The database is up to date.\n")));
}

/** `vodmanager setup`: tables and plans of a new installation; changes nothing of one that is there. */
export function setupCommand(): Command {
  return new Command("setup")
    .description("Make the tables and plans of a new installation; again changes nothing.")
    .action(() =>
      withInstallation(async (ctx) => {
        await seedPlans(ctx);
        await seedLlmSettings(ctx);
        const isNew = await isSetUpOpen(ctx);
        const next = isNew
          ? `Open ${ctx.config.appUrl} and make the first user with the code ${setUpCode(ctx.config)}.`
          : "It has users already.";
        process.stdout.write(`The database is set up. ${next}\n`);
      }),
    );
}

/** `vodmanager backup FOLDER`: the database as it is at one moment, then the files of this host. */
export function backupCommand(): Command {
  return new Command("backup")
    .description("Write a backup of the database and this host's files into a new folder; work may go on meanwhile.")
    .argument("<folder>", "a folder that does not exist yet, or is empty")
    .action((folder: string) =>
      withInstallation(async (ctx, databaseUrl) => {
        const dir = path.resolve(folder);
        if (existsSync(dir) && (await readdir(dir)).length > 0) {
          throw new AppError("invalid_input", `${dir} is not empty. Name a new folder for each backup.`);
        }
        await mkdir(dir, { recursive: true, mode: 0o700 });
        const { tables, jobs } = await dumpDatabase(databaseUrl, path.join(dir, "database"));
        // After the database: a file that a row names is there, unless it was deleted since.
        await copyKept(ctx.config.dataDir, path.join(dir, "files"));
        const rows = tables.reduce((sum, one) => sum + one.rows, 0);
        process.stdout.write(
          `${rows} rows of ${tables.length} tables, ${jobs.length} jobs and this host's files are in ${dir}.\n${storeNote(ctx)}`,
        );
      }),
    );
}

/** `vodmanager recover FOLDER`: fills an empty installation from a backup. */
export function recoverCommand(): Command {
  return new Command("recover")
    .description("Fill an empty installation from a backup. Stop web and worker first.")
    .argument("<folder>", 'a folder that "vodmanager backup" wrote')
    .action((folder: string) =>
      withInstallation(async (ctx, databaseUrl) => {
        const dir = path.resolve(folder);
        const { tables, jobs } = await loadDatabase(databaseUrl, path.join(dir, "database"));
        await copyKept(path.join(dir, "files"), ctx.config.dataDir);
        const rows = tables.reduce((sum, one) => sum + one.rows, 0);
        process.stdout.write(
          `${rows} rows of ${tables.length} tables, ${jobs.length} jobs and this host's files are back.\n${storeNote(ctx)}`,
        );
      }),
    );
}

const storeNote = (ctx: Pick<Ctx, "config">) =>
  ctx.config.s3
    ? `Objects in the bucket ${ctx.config.s3.bucket} are not part of it: keep the bucket's own versions.\n`
    : "";

/** `cp -a`: the file store knows its objects by their times, to the microsecond. */
async function copyKept(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of kept) {
    if (!existsSync(path.join(from, name))) continue;
    const child = spawn("cp", ["-a", "--", path.join(from, name), `${to}/`], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const [code] = await once(child, "exit");
    if (code !== 0)
      throw new AppError("disk_full", `${name} could not be copied to ${to}. Is there room and permission?`);
  }
}
