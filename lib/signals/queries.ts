import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { SignalImportView, StreamEventKind } from "./model.ts";

export type StreamRange = { accountId: AccountId; streamId: string; fromMs: number; toMs: number; limit: number };

export type ChatRow = { id: number; offsetMs: number; author: string; text: string };
export type EventRow = {
  id: number;
  offsetMs: number;
  kind: StreamEventKind;
  actor: string | null;
  amount: number | null;
  text: string | null;
};
export type TranscriptRow = { id: number; startMs: number; endMs: number; text: string };

/** Files handed in for a stream, newest first, replaced ones left out. */
export async function listSignalImports(
  _ctx: Pick<Ctx, "db">,
  _input: { accountId: AccountId; streamId: string },
): Promise<SignalImportView[]> {
  throw new Error("not built yet");
}

/** Chat in `[fromMs, toMs)` of stream time, in order. */
export async function listChat(_ctx: Pick<Ctx, "db">, _input: StreamRange): Promise<ChatRow[]> {
  throw new Error("not built yet");
}

/** Events in `[fromMs, toMs)` of stream time, in order. */
export async function listEvents(_ctx: Pick<Ctx, "db">, _input: StreamRange): Promise<EventRow[]> {
  throw new Error("not built yet");
}

/** Transcript segments that touch `[fromMs, toMs)` of stream time, in order. */
export async function listTranscript(_ctx: Pick<Ctx, "db">, _input: StreamRange): Promise<TranscriptRow[]> {
  throw new Error("not built yet");
}
