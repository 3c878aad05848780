import { Command } from "commander";
import type { QuotaBucket } from "#lib/accounts/model.ts";
import { formatBytes } from "#lib/time.ts";
import { getStorage, type Storage } from "#lib/vods/retention/queries.ts";
import { withAccountOption } from "./options.ts";
import { withSession } from "./session.ts";

/** `vodmanager usage`: what is stored of what the plan allows, the biggest things, and what would make way next. */
export function usageCommand(): Command {
  return withAccountOption(new Command("usage"))
    .description("Show what is stored, by kind, of what the plan allows.")
    .option("--json", "print JSON")
    .action((options: { account?: string; json?: boolean }) =>
      withSession(options, async ({ ctx, access }) => {
        const storage = await getStorage(ctx, { accountId: access.accountId });
        process.stdout.write(options.json ? `${JSON.stringify(storage, null, 2)}\n` : describeStorage(storage));
      }),
    );
}

/** The storage page as lines of text. Pure. */
export function describeStorage({ usage, kinds, biggest, nextEvicted, trash }: Storage): string {
  const bucket = ({ storedBytes, reservedBytes, maxBytes }: QuotaBucket) =>
    `${formatBytes(storedBytes)} stored and ${formatBytes(reservedBytes)} promised of ${formatBytes(maxBytes)}`;
  const thing = (one: { vodId: string; sizeBytes: number; title: string }) =>
    `  ${one.vodId}  ${formatBytes(one.sizeBytes).padStart(9)}  ${one.title}`;
  const trashBytes = trash.reduce((sum, one) => sum + one.sizeBytes, 0);
  const lines = [
    `Plan ${usage.planName}: ${usage.isShared ? bucket(usage.vods) : `recordings ${bucket(usage.vods)}; clips ${bucket(usage.clips)}`}`,
    `${usage.vodCount} of ${usage.maxVods} recordings, ${usage.clipCount} of ${usage.maxClips} clips; recordings are kept ${usage.retentionDays} days, the trash ${usage.trashDays}`,
    ...kinds.map(({ kind, bytes }) => `  ${kind.padEnd(9)} ${formatBytes(bytes).padStart(9)}`),
  ];
  if (biggest.length > 0) lines.push("Biggest:", ...biggest.map(thing));
  if (nextEvicted.length > 0) lines.push("Deleted next when room is needed:", ...nextEvicted.map(thing));
  if (trash.length > 0)
    lines.push(`Trash: ${trash.length} with ${formatBytes(trashBytes)}. List it with "vodmanager trash".`);
  return `${lines.join("\n")}\n`;
}
