import { Command } from "commander";
import { AppError } from "#lib/errors.ts";
import type { OffsetPreview, SignalKind } from "#lib/signals/model.ts";
import { previewOffset } from "#lib/signals/preview-offset.ts";
import { listSignalImports } from "#lib/signals/queries.ts";
import { setOffset } from "#lib/signals/set-offset.ts";
import { formatTimestamp } from "#lib/time.ts";
import { getVod } from "#lib/vods/queries.ts";
import { CommandFailed } from "./exit-codes.ts";
import { parseId, parseSeconds, withAccountOption } from "./options.ts";
import { withSession } from "./session.ts";

type Options = { chat?: number; events?: number; transcript?: number; preview?: boolean; account?: string };

/** `vodmanager offset VOD --chat SECONDS`: moves chat, events or transcript against the video. */
export function offsetCommand(): Command {
  return withAccountOption(new Command("offset"))
    .description("Move chat, events or transcript against the video; says what then is where.")
    .argument("<vod>", "the VOD's id", parseId)
    .option("--chat <seconds>", "chat this many seconds later than its file says (negative: earlier)", parseSeconds)
    .option("--events <seconds>", "events this many seconds later", parseSeconds)
    .option("--transcript <seconds>", "transcript this many seconds later", parseSeconds)
    .option("--preview", "only say what would be where")
    .action((vodId: string, options: Options) =>
      withSession(options, async ({ ctx, access }) => {
        const { accountId } = access;
        const vod = await getVod(ctx, { accountId, vodId });
        if (vod.streamId === null)
          throw new AppError("invalid_input", "This VOD belongs to no stream, so it has no chat.");
        const files = await listSignalImports(ctx, { accountId, streamId: vod.streamId });
        const kinds = (["chat", "events", "transcript"] as const).filter((kind) => options[kind] !== undefined);
        if (kinds.length === 0)
          throw new AppError("invalid_input", "Say what to move, e.g. --chat 12.5 or --transcript -3.");
        for (const kind of kinds) {
          const file = files.find((one) => one.kind === kind && one.state === "done");
          if (!file) throw new AppError("invalid_input", `This VOD has no ${kind} file that has been read.`);
          const of = { accountId, signalImportId: file.id, offsetMs: Math.round(options[kind]! * 1000) };
          process.stdout.write(describePreview(await previewOffset(ctx, of)));
          if (options.preview) continue;
          const moved = await setOffset(ctx, of);
          if (!moved.ok) {
            process.stderr.write(`${moved.message}\n`);
            throw new CommandFailed();
          }
        }
        if (!options.preview) process.stdout.write(`Moved. Look for highlights again: vodmanager detect ${vodId}\n`);
      }),
    );
}

const rowWords: Record<SignalKind, string> = { chat: "messages", events: "events", transcript: "lines" };

/** A preview as lines of text. */
function describePreview(preview: OffsetPreview): string {
  const { counts, kind } = preview;
  const outside = [
    counts.before > 0 ? `${counts.before} before its start` : "",
    counts.after > 0 ? `${counts.after} after its end` : "",
  ].filter(Boolean);
  const lines = [
    `${kind} moved by ${preview.offsetMs / 1000} s (now ${preview.currentOffsetMs / 1000} s): ${counts.within} ${rowWords[kind]} within the video${outside.length > 0 ? `, ${outside.join(", ")}` : ""}`,
    ...preview.samples.map(
      (one) =>
        `  ${formatTimestamp(one.nowSeconds)} -> ${formatTimestamp(one.thenSeconds)}  ${one.text.slice(0, 80).replaceAll("\n", " ")}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}
