import { Command } from "commander";
import { restoreVods, type TrashOutcome, trashVods } from "#lib/clips/trash-vods.ts";
import { formatBytes } from "#lib/time.ts";
import { pinVod } from "#lib/vods/pin-vod.ts";
import { deleteVod } from "#lib/vods/retention/delete-vod.ts";
import { emptyTrash } from "#lib/vods/retention/empty-trash.ts";
import { getStorage } from "#lib/vods/retention/queries.ts";
import { CommandFailed } from "./exit-codes.ts";
import { parseId, withAccountOption } from "./options.ts";
import { type Session, withSession } from "./session.ts";

type Options = { account?: string; json?: boolean; empty?: boolean; off?: boolean };

const ids = (text: string, before: string[] = []): string[] => [...before, parseId(text)];

/** `vodmanager trash [ID...]`: moves VODs and clips to the trash; without ids lists it; `--empty` deletes it for good. */
export function trashCommand(): Command {
  return withAccountOption(new Command("trash"))
    .description("Move VODs or clips to the trash; without ids, list what is there and until when it can be restored.")
    .argument("[ids...]", "ids of VODs or clips", ids)
    .option("--empty", "delete what is in the trash for good (with ids: those of it)")
    .option("--json", "print JSON")
    .action((vodIds: string[], options: Options) =>
      withSession(options, async (session) => {
        if (options.empty) await empty(session, vodIds);
        else if (vodIds.length === 0) await list(session, options.json);
        else {
          const { outcomes } = await trashVods(session.ctx, { accountId: session.access.accountId, vodIds });
          say(outcomes, "in the trash", options.json);
        }
      }),
    );
}

/** `vodmanager restore ID...`: takes VODs and clips out of the trash. */
export function restoreCommand(): Command {
  return withAccountOption(new Command("restore"))
    .description("Restore VODs or clips from the trash.")
    .argument("<ids...>", "ids, as listed by vodmanager trash", ids)
    .option("--json", "print JSON")
    .action((vodIds: string[], options: Options) =>
      withSession(options, async ({ ctx, access }) => {
        const { outcomes } = await restoreVods(ctx, { accountId: access.accountId, vodIds });
        say(outcomes, "restored", options.json);
      }),
    );
}

/** `vodmanager pin ID`: keeps a VOD or clip from going by itself. */
export function pinCommand(): Command {
  return withAccountOption(new Command("pin"))
    .description("Pin a VOD or clip: it never goes by itself, neither for its age nor to make room.")
    .argument("<id>", "id of a VOD or clip", parseId)
    .option("--off", "take the pin away")
    .action((vodId: string, options: Options) =>
      withSession(options, async ({ ctx, access }) => {
        await pinVod(ctx, { accountId: access.accountId, vodId, isPinned: !options.off });
        process.stdout.write(`${vodId} is ${options.off ? "no longer pinned" : "pinned"}.\n`);
      }),
    );
}

async function list({ ctx, access }: Session, json = false): Promise<void> {
  const { trash } = await getStorage(ctx, { accountId: access.accountId });
  if (json) process.stdout.write(`${JSON.stringify({ trash }, null, 2)}\n`);
  else if (trash.length === 0) process.stdout.write("The trash is empty.\n");
  else {
    for (const one of trash) {
      const until = one.deletedAt.toISOString().slice(0, 16).replace("T", " ");
      process.stdout.write(`${one.vodId}  until ${until}  ${formatBytes(one.sizeBytes).padStart(9)}  ${one.title}\n`);
    }
  }
}

async function empty({ ctx, access }: Session, vodIds: string[]): Promise<void> {
  const { accountId } = access;
  const { deletingIds } = await emptyTrash(ctx, { accountId, ...(vodIds.length > 0 ? { vodIds } : {}) });
  // At once, so that the bytes are free when the command ends; what fails here is done by its job.
  for (const vodId of deletingIds) await deleteVod(ctx, { accountId, vodId });
  process.stdout.write(`Deleted for good: ${deletingIds.length}.\n`);
}

function say(outcomes: TrashOutcome[], done: string, json = false): void {
  if (json) process.stdout.write(`${JSON.stringify({ outcomes }, null, 2)}\n`);
  else for (const one of outcomes) process.stdout.write(`${one.vodId}  ${one.ok ? done : one.message}\n`);
  if (outcomes.some((one) => !one.ok)) throw new CommandFailed();
}
