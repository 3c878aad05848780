import { randomUUID } from "node:crypto";
import { access, constants, stat } from "node:fs/promises";
import { and, eq } from "drizzle-orm";
import { signalImports } from "#drizzle/schema/signals.ts";
import { streams } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { placeInInbox } from "#lib/vods/inbox.ts";
import { cleanName } from "./clean-text.ts";
import type { SignalKind } from "./model.ts";

/** A file to import. `link` leaves the original in place, `move` takes it away once the import is recorded. */
export type SignalFile = { kind: SignalKind; filePath: string; fileName: string; take: "link" | "move" };

/** Files in the inbox that wait for their rows. */
export type PlacedSignals = {
  files: { signalImportId: string; kind: SignalKind; fileName: string; sizeBytes: number }[];
  /** Puts everything back as it was. */
  undo: () => Promise<void>;
};

/** Hands files of an existing stream in; each replaces its kind's old import once it is done. Throws `not_found`. */
export async function addSignals(
  ctx: Pick<Ctx, "db" | "config" | "log" | "findFreeDiskBytes">,
  input: { accountId: AccountId; streamId: string; signals: SignalFile[] },
): Promise<{ ok: true; signalImportIds: string[] }> {
  const { accountId, streamId } = input;
  await requireReadableSignals(input.signals);
  const placed = await placeSignals(ctx, input.signals);
  try {
    await ctx.db.transaction(async (tx) => {
      const [stream] = await tx
        .select({ id: streams.id })
        .from(streams)
        .where(and(eq(streams.accountId, accountId), eq(streams.id, streamId)))
        .for("no key update");
      if (!stream) throw new AppError("not_found", "There is no such stream in this account.");
      await recordSignals(tx, { accountId, streamId, hostId: ctx.config.hostId, files: placed.files });
    });
  } catch (error) {
    await placed.undo();
    throw error;
  }
  return { ok: true, signalImportIds: placed.files.map((file) => file.signalImportId) };
}

/** Throws `invalid_input` for a path that is no readable file, or for two files of one kind. */
export async function requireReadableSignals(signals: SignalFile[]): Promise<void> {
  for (const { kind, filePath } of signals) {
    if (signals.filter((one) => one.kind === kind).length > 1) {
      throw new AppError("invalid_input", `There are two ${kind} files. Hand one in; another can replace it later.`);
    }
    const found = await stat(filePath).catch(() => null);
    if (!found)
      throw new AppError("invalid_input", `There is no file ${filePath}. Check the path of the ${kind} file.`);
    if (!found.isFile())
      throw new AppError("invalid_input", `${filePath} is not a file. Give the path of one ${kind} file.`);
    await access(filePath, constants.R_OK).catch(() => {
      throw new AppError("invalid_input", `${filePath} may not be read. Change its permissions, or copy it elsewhere.`);
    });
  }
}

/** Puts the files into the inbox under the ids their imports will have. */
export async function placeSignals(
  ctx: Pick<Ctx, "config" | "findFreeDiskBytes">,
  signals: SignalFile[],
): Promise<PlacedSignals> {
  const files: PlacedSignals["files"] = [];
  const undos: (() => Promise<void>)[] = [];
  const undo = async () => {
    for (const one of undos.reverse()) await one();
  };
  try {
    for (const { kind, filePath, fileName, take } of signals) {
      const signalImportId = randomUUID();
      const { size: sizeBytes } = await stat(filePath);
      const placed = await placeInInbox(ctx, { vodId: signalImportId, filePath, take });
      undos.push(placed.undo);
      files.push({ signalImportId, kind, fileName: cleanName(fileName), sizeBytes });
    }
  } catch (error) {
    await undo();
    throw error;
  }
  return { files, undo };
}

/** Writes the rows and jobs of placed files in the caller's transaction. */
export async function recordSignals(
  tx: Tx,
  input: { accountId: AccountId; streamId: string; hostId: string; files: PlacedSignals["files"] },
): Promise<void> {
  const { accountId, streamId, hostId } = input;
  for (const { signalImportId, kind, fileName, sizeBytes } of input.files) {
    await tx.insert(signalImports).values({
      id: signalImportId,
      accountId,
      streamId,
      kind,
      fileName,
      sizeBytes,
      source: { kind: "inbox", hostId },
    });
    await enqueueJob(tx, "import_signals", { accountId, signalImportId }, { hostId });
  }
}
