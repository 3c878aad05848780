import path from "node:path";
import { Command } from "commander";
import { AppError } from "#lib/errors.ts";
import { findLatestDetectionRun } from "#lib/highlights/queries.ts";
import { importRecording } from "#lib/signals/import-recording.ts";
import { listSignalImports } from "#lib/signals/queries.ts";
import { CommandFailed } from "./exit-codes.ts";
import { followJobs } from "./follow-jobs.ts";
import { printHighlights } from "./highlights.ts";
import { withAccountOption } from "./options.ts";
import { type Session, withSession } from "./session.ts";

type Options = {
  video?: string;
  url?: string;
  chat?: string;
  events?: string;
  transcript?: string;
  title?: string;
  account?: string;
  wait: boolean;
};

/** `vodmanager import`: takes a recording in, and waits until its highlights are there. */
export function importCommand(): Command {
  return withAccountOption(new Command("import"))
    .description("Take a recording in: process the video, read its signals, find its highlights.")
    .option("--video <file>", "the recording (MP4, MKV, FLV, TS, WebM, ...); it is linked or copied, never changed")
    .option("--url <address>", "in its place, an https address of the recording; it is fetched")
    .option("--chat <file>", "its chat log (text, JSON, CSV; plain or gzip)")
    .option("--events <file>", "its channel events (EventSub JSON)")
    .option("--transcript <file>", "its transcript (VTT, SRT, Whisper JSON, text)")
    .option("--title <title>", "its title (default: the file's name)")
    .option("--no-wait", "queue the work and return; the installation's worker does it")
    .action((options: Options) => withSession(options, (session) => runImport(session, options)));
}

async function runImport(session: Session, options: Options): Promise<void> {
  const { ctx, access } = session;
  const file = (given: string) => ({
    filePath: path.resolve(given),
    fileName: path.basename(given),
    take: "link" as const,
  });
  const signals = (["chat", "events", "transcript"] as const).flatMap((kind) => {
    const given = options[kind];
    return given === undefined ? [] : [{ kind, ...file(given) }];
  });
  const imported = await importRecording(ctx, {
    accountId: access.accountId,
    video: videoOf(options, file),
    title: options.title,
    signals,
  });
  if (!imported.ok) {
    process.stderr.write(`${imported.message}\n`);
    throw new CommandFailed();
  }
  const { vodId, streamId } = imported;
  process.stdout.write(`VOD ${vodId}\n`);
  if (!options.wait) return;

  await session.ensureWorker();
  const rows = await followJobs(session, () => listSubjects(session, { vodId, streamId }));
  if (rows.some((row) => row.state === "failed")) throw new CommandFailed();
  await printHighlights(session, vodId);
}

type Video = Parameters<typeof importRecording>[1]["video"];

function videoOf({ video, url }: Options, file: (given: string) => Extract<Video, { take: unknown }>): Video {
  if (video !== undefined && url === undefined) return file(video);
  if (url !== undefined && video === undefined) return { url };
  throw new AppError("invalid_input", "Name the recording by either --video FILE or --url ADDRESS.");
}

/** Everything an import sets going: the VOD, its signal files, and the detection they lead to. */
async function listSubjects({ ctx, access }: Session, ids: { vodId: string; streamId: string }): Promise<string[]> {
  const ofStream = { accountId: access.accountId, streamId: ids.streamId };
  const imports = await listSignalImports(ctx, ofStream);
  const run = await findLatestDetectionRun(ctx, ofStream);
  return [ids.vodId, ...imports.map((one) => one.id), ...(run ? [run.id] : [])];
}
