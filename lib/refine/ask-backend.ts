import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Ctx } from "#lib/context.ts";
import { describeError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { LlmAudio, LlmFailure, LlmOutcome } from "#lib/platform/llm/model.ts";
import { reachPoint } from "#lib/points.ts";
import { alertFailure } from "./alerts.ts";
import { findKeptAnswer } from "./kept-answer.ts";
import { clampAnswer, fitInput, type HighlightRefinementBackend, type RefinementInput } from "./model.ts";
import { type Begun, beginCall, endCall } from "./record-call.ts";
import type { ReserveRefusal } from "./reserve-call.ts";
import { type RefinementAnswer, refinementAnswer } from "./schema.ts";
import { markCallSent, releaseCall } from "./settle-call.ts";

/** Codes of failures that a backend or the rules of an answer give. */
export type AskFailure = LlmFailure | "too_long" | "busy";

export type Asked =
  | { ok: true; answer: RefinementAnswer; kept: boolean }
  | { ok: false; reason: "off" | "no_price" | "budget" | "daily_budget"; message: string }
  | { ok: false; reason: "failed"; code: AskFailure; message: string };

export type AskInput = {
  accountId: AccountId;
  highlightId: string;
  detectionRunId: string;
  iteration: number;
  backend: HighlightRefinementBackend;
  maxInFlight: number;
  input: RefinementInput;
  /** Reads the window's sound; called only when it is going to be sent. */
  readAudio: () => Promise<LlmAudio | null>;
  /** In place of a timer. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
};

type AskCtx = Pick<Ctx, "db" | "now" | "signal" | "log" | "fence" | "atPoint">;

/** Requests made for one iteration, by what went wrong. What a second try can't change is asked once. */
const triesFor: Record<LlmFailure, number> = {
  rate_limited: 3,
  unavailable: 3,
  unreachable: 3,
  timeout: 2,
  unusable: 2,
  cut_off: 2,
  refused: 1,
  not_accepted: 1,
  unauthorised: 1,
};
const firstDelayMs = 1_000;
/** A provider that asks for more patience than this is asked again with the next run. */
const longestDelayMs = 60_000;
const busyDelayMs = 500;
const longestBusyMs = 15 * 60_000;

/** SHA-256 of everything that decides the answer. */
export const hashRefinementInput = (backend: HighlightRefinementBackend, input: RefinementInput): string =>
  createHash("sha256")
    .update(JSON.stringify([backend.name, backend.model, backend.promptVersion, input]))
    .digest("hex");

/**
 * One iteration: the answer kept for the same input, else calls of the backend until one gives an answer or trying again
 * is pointless. Each call passes every cap before it and is paid for by itself. Throws only when the job is aborted.
 */
export async function askBackend(ctx: AskCtx, ask: AskInput): Promise<Asked> {
  const input = fitInput(ask.backend, ask.input);
  if (input === null) return failed("too_long", "There is more evidence of this moment than one call may have.");
  const inputHash = hashRefinementInput(ask.backend, input);
  const kept = await findKeptAnswer(ctx, ask, inputHash);
  if (kept) return { ok: true, answer: kept, kept: true };
  for (let tries = 1; ; tries += 1) {
    const begun = await beginWhenFree(ctx, { ...ask, input, inputHash, tries });
    if (!begun.ok) {
      if (begun.reason === "busy") return failed("busy", "Other calls of this account took all the time there was.");
      return { ok: false, reason: begun.reason, message: begun.message };
    }
    await reachPoint(ctx, "refine.reserved");
    const outcome = readRules(await callOnce(ctx, { ...ask, input }, begun), input);
    await reachPoint(ctx, "refine.answered");
    if (outcome.ok) {
      await endCall(ctx, { ...ask, begun, outcome, answer: outcome.value });
      return { ok: true, answer: outcome.value, kept: false };
    }
    const pauseMs = outcome.retryAfterMs ?? firstDelayMs * 2 ** (tries - 1);
    const isLast = tries >= triesFor[outcome.failure] || pauseMs > longestDelayMs;
    ctx.log.warn(
      {
        highlightId: ask.highlightId,
        backend: ask.backend.name,
        failure: outcome.failure,
        tries,
        said: outcome.detail,
      },
      "a refinement call gave no answer",
    );
    await endCall(ctx, { ...ask, begun, outcome, answer: null, isLast });
    if (isLast) {
      await alertFailure(ctx, { backend: ask.backend, failure: outcome.failure, message: outcome.message });
      return failed(outcome.failure, `${outcome.message} The detected bounds stay.`);
    }
    await (ask.wait ?? waitMs)(pauseMs, ctx.signal);
  }
}

const failed = (code: AskFailure, message: string): Asked => ({ ok: false, reason: "failed", code, message });
const waitMs = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal });

/** Begins a call; while the account has as many under way as it may, waits for one of them to end. */
async function beginWhenFree(
  ctx: AskCtx,
  ask: AskInput & { inputHash: string; tries: number },
): Promise<Begun | ReserveRefusal> {
  for (let waitedMs = 0; ; waitedMs += busyDelayMs) {
    const begun = await ctx.db.transaction((tx) => beginCall(tx, ctx, ask));
    if (begun.ok || begun.reason !== "busy" || waitedMs >= longestBusyMs) return begun;
    await (ask.wait ?? waitMs)(busyDelayMs, ctx.signal);
  }
}

type Timed = LlmOutcome & { latencyMs: number };

/** The one request a promise pays for. Nothing is sent when the promise ran out while the sound was read. */
async function callOnce(ctx: AskCtx, ask: AskInput, begun: Begun): Promise<Timed> {
  const open = { accountId: ask.accountId, ledgerId: begun.ledgerId };
  let audio: LlmAudio | null;
  try {
    audio = ask.backend.takesAudio && ask.input.audio !== null ? await ask.readAudio() : null;
    if (!(await markCallSent(ctx.db, { ...open, now: ctx.now() }))) {
      return { ...noAnswer("timeout", "Preparing the call took longer than its promise holds.", true), latencyMs: 0 };
    }
  } catch (error) {
    const { message, retry } = describeError(error);
    if (!retry) return { ...noAnswer("not_accepted", `The sound could not be read: ${message}`, true), latencyMs: 0 };
    // It passes by itself: the job is tried again. This call was never made.
    await releaseCall(ctx.db, open);
    throw error;
  }
  const startedMs = performance.now();
  const answered = (outcome: LlmOutcome) => ({ ...outcome, latencyMs: Math.round(performance.now() - startedMs) });
  try {
    return answered(await ask.backend.refine(ask.input, { signal: ctx.signal, audio }));
  } catch (error) {
    // Left running, with its money promised: the run's next worker takes it up.
    if (ctx.signal.aborted) throw error;
    ctx.log.error({ err: error, backend: ask.backend.name }, "a refinement backend threw");
    return answered(noAnswer("unusable", "The backend failed in a way it should not.", false));
  }
}

const noAnswer = (failure: LlmFailure, message: string, isFree: boolean): LlmOutcome => ({
  ok: false,
  failure,
  message,
  retryAfterMs: null,
  usage: null,
  isFree,
  detail: null,
});

/** An answer of the wrong shape, or with nothing of it inside the window, is none. It cost money all the same. */
function readRules(
  outcome: Timed,
  input: RefinementInput,
): Exclude<Timed, { ok: true }> | (Timed & { ok: true; value: RefinementAnswer }) {
  if (!outcome.ok) return outcome;
  const parsed = refinementAnswer.safeParse(outcome.value);
  const answer = parsed.success ? clampAnswer(parsed.data, input.window) : null;
  if (answer !== null) return { ...outcome, value: answer };
  return {
    ok: false,
    failure: "unusable",
    message: "The answer could not be used: it has the wrong shape, or less than a second of it lies in the window.",
    retryAfterMs: null,
    usage: outcome.usage,
    isFree: false,
    detail: JSON.stringify(outcome.value)?.slice(0, 300) ?? null,
    latencyMs: outcome.latencyMs,
  };
}
