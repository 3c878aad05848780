import { spawn } from "node:child_process";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { findFfmpeg } from "./find-binaries.ts";
import { guardEnvironment, guardShell } from "./guard.ts";
import { holdProgram } from "./hold-program.ts";
import { guardInputs } from "./input-args.ts";
import type { RunLimits } from "./model.ts";
import { superviseChild } from "./supervise.ts";

const maxOutputChars = 64 * 1024 * 1024;

/** Runs ffprobe with `args` (name the input with `-i`) and returns its stdout. Guarded, limited and failing as `runFfmpeg`. */
export async function runFfprobe(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: { args: string[]; limits: RunLimits },
): Promise<string> {
  const { ffprobePath } = await findFfmpeg(ctx.config);
  const args = ["-hide_banner", ...guardInputs(input.args)];
  const child = spawn(guardShell, await holdProgram(ctx, ffprobePath, args, input.limits), {
    env: guardEnvironment(),
    stdio: "pipe",
  });
  let stdout = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (chunk: string) => {
    stdout += chunk;
    if (stdout.length > maxOutputChars) child.stdin.destroy();
  });
  await superviseChild(ctx, child, { program: "ffprobe", args, limits: input.limits }).catch((error) => {
    if (stdout.length <= maxOutputChars) throw error;
    throw new AppError("too_large", "ffprobe wrote more than may be kept in memory.", { cause: error });
  });
  return stdout;
}
