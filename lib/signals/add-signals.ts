import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { SignalKind } from "./model.ts";

/** A file to import. `link` leaves the original in place, `move` takes it away once the import is recorded. */
export type SignalFile = { kind: SignalKind; filePath: string; fileName: string; take: "link" | "move" };

/** Hands files of an existing stream in; each replaces its kind's old import once it is done. Throws `not_found`. */
export async function addSignals(
  _ctx: Pick<Ctx, "db" | "config" | "log">,
  _input: { accountId: AccountId; streamId: string; signals: SignalFile[] },
): Promise<{ ok: true; signalImportIds: string[] }> {
  throw new Error("not built yet");
}
