import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { SignalFile } from "./add-signals.ts";

export type ImportRecordingInput = {
  accountId: AccountId;
  video: { filePath: string; fileName: string; take: "link" | "move" };
  title?: string;
  streamStartedAt?: Date;
  signals: SignalFile[];
};

/** Takes a video with its chat, events and transcript in: one stream, one VOD, their rows and jobs in one transaction. */
export async function importRecording(
  _ctx: Ctx,
  _input: ImportRecordingInput,
): Promise<
  | { ok: true; vodId: string; streamId: string; signalImportIds: string[] }
  | { ok: false; reason: "duplicate"; vodId: string; message: string }
> {
  throw new Error("not built yet");
}
