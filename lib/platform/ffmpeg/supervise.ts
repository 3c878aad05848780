import type { ChildProcess } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { RunLimits } from "./model.ts";

const stderrTailChars = 8_000;

/**
 * Waits for a guarded child to end, ending it on timeout and on `ctx.signal`.
 * Resolves with the last of what it said on stderr, or throws what went wrong as an AppError whose `details.stderrTail` has it.
 * `onLine` sees every stderr line and returns true for those not worth keeping.
 */
export function superviseChild(
  ctx: Pick<Ctx, "log" | "signal">,
  child: ChildProcess,
  input: { program: string; args: string[]; limits: RunLimits; onLine?: (line: string) => boolean },
): Promise<string> {
  const { program, limits } = input;
  let tail = "";
  let rest = "";
  let ended: "timeout" | "cancelled" | null = null;
  const decoder = new StringDecoder("utf8");
  const take = (text: string) => {
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (input.onLine?.(line)) continue;
      tail = `${tail}${line}\n`.slice(-stderrTailChars);
    }
  };
  child.stderr?.on("data", (chunk: Buffer | string) => take(typeof chunk === "string" ? chunk : decoder.write(chunk)));
  // A guard that is gone takes no more input; its exit tells the rest.
  child.stdin?.on("error", () => {});

  return new Promise((resolve, reject) => {
    const end = (why: "timeout" | "cancelled") => {
      ended ??= why;
      child.stdin?.destroy();
      child.kill("SIGTERM");
    };
    const timer = setTimeout(() => end("timeout"), limits.timeoutMs);
    const onAbort = () => end("cancelled");
    ctx.signal.addEventListener("abort", onAbort, { once: true });
    if (ctx.signal.aborted) onAbort();
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      ctx.signal.removeEventListener("abort", onAbort);
      finish();
    };
    child.once("error", (cause) => settle(() => reject(notStarted(program, cause))));
    child.once("close", (code, signal) => {
      take("\n");
      settle(() => {
        if (code === 0 && ended === null) return resolve(tail);
        const error = explainExit({ program, code, signal, ended, stderrTail: tail, limits });
        ctx.log.debug({ program, args: input.args, code, signal, stderrTail: tail }, `${program} failed`);
        reject(error);
      });
    });
  });
}

const notStarted = (program: string, cause: unknown) =>
  new AppError(
    "missing_dependency",
    `${program} could not be started. Check FFMPEG_PATH, or install ffmpeg 5 or newer.`,
    { cause },
  );

/** What an unsuccessful end of ffmpeg or ffprobe means. Pure. */
export function explainExit(input: {
  program: string;
  code: number | null;
  signal: string | null;
  ended: "timeout" | "cancelled" | null;
  stderrTail: string;
  limits: RunLimits;
}): AppError {
  const { program, code, stderrTail } = input;
  const details = { program, code, signal: input.signal, stderrTail };
  if (input.ended === "cancelled")
    return new AppError("cancelled", "The work was stopped before it ended.", { details });
  if (input.ended === "timeout") {
    const minutes = (input.limits.timeoutMs / 60_000).toFixed(1);
    return new AppError("timeout", `${program} was stopped after ${minutes} minutes, its limit for this file.`, {
      details,
    });
  }
  // The system ends a process at its CPU limit with SIGXCPU or SIGKILL (128 + 24 or 9), out of memory with the latter.
  if (code === 152 || code === 137) {
    return new AppError(
      "timeout",
      `${program} was stopped: it used all the computing time or memory it may take for this file.`,
      {
        details,
      },
    );
  }
  if (/Cannot allocate memory|get_buffer\(\) failed|out of memory|malloc of size .* failed/i.test(stderrTail)) {
    return new AppError(
      "media_unreadable",
      "The recording needs more memory to be read than is allowed for one file: its picture is larger than any screen, or it is damaged.",
      { details },
    );
  }
  if (code === 153 || /File too large/.test(stderrTail)) {
    return new AppError("too_large", `${program} was stopped: its output grew past the size allowed for this file.`, {
      details,
    });
  }
  if (/No space left on device|Disk quota exceeded/.test(stderrTail)) {
    return new AppError("disk_full", "The disk is full. Free some space, then try again.", { details });
  }
  if (/moov atom not found/.test(stderrTail)) {
    return new AppError(
      "media_truncated",
      "The recording has no end: its table of contents (moov) is missing, as when a recording or copy was cut off. Copy the file again, or repair it first.",
      { details },
    );
  }
  const unlisted = /Codec \((\w+)\) not on whitelist/.exec(stderrTail)?.[1];
  if (unlisted !== undefined) {
    return new AppError(
      "media_unreadable",
      `The recording's format "${unlisted}" is not accepted. Convert it to H.264 with AAC, then import it again.`,
      { details },
    );
  }
  if (/Invalid data found|Could not find codec parameters|EBML header parsing failed/.test(stderrTail)) {
    return new AppError("media_unreadable", "The file can't be read as a video: its contents are damaged.", {
      details,
    });
  }
  return new AppError("output_invalid", `${program} did not finish its work (exit ${code ?? input.signal}).`, {
    details,
  });
}
