import { CommanderError } from "commander";
import { AppError, describeError } from "#lib/errors.ts";

/** 0 done; 1 the work was tried and failed or was refused; 2 the command line or its input is wrong; 3 something it needs is out of reach. */
export const exitCodes = { done: 0, failed: 1, usage: 2, unavailable: 3 } as const;

const usageCodes = new Set(["invalid_input", "not_found", "signal_unreadable", "media_empty"]);
const unavailableCodes = new Set(["database_unavailable", "store_unavailable", "missing_dependency", "disk_full"]);

/** Raised by a command whose work failed after it said why; carries only the exit code. */
export class CommandFailed extends Error {
  readonly exitCode: number;
  constructor(exitCode: number = exitCodes.failed) {
    super("command failed");
    this.exitCode = exitCode;
  }
}

/** The exit code of a thrown value, and the sentence to print (null: already said). */
export function describeFailure(error: unknown): { exitCode: number; message: string | null } {
  if (error instanceof CommandFailed) return { exitCode: error.exitCode, message: null };
  if (error instanceof CommanderError)
    return { exitCode: error.exitCode === 0 ? exitCodes.done : exitCodes.usage, message: null };
  if (isConnectionError(error)) {
    return {
      exitCode: exitCodes.unavailable,
      message: "The database does not answer. Check DATABASE_URL, or start everything with: npm run up",
    };
  }
  const { code, message } = describeError(error);
  if (!(error instanceof AppError)) {
    return {
      exitCode: exitCodes.failed,
      message: `${message} (${error instanceof Error ? error.message : String(error)})`,
    };
  }
  const exitCode = usageCodes.has(code)
    ? exitCodes.usage
    : unavailableCodes.has(code)
      ? exitCodes.unavailable
      : exitCodes.failed;
  return { exitCode, message };
}

function isConnectionError(error: unknown): boolean {
  const code =
    (error as { code?: string } | null)?.code ?? (error as { cause?: { code?: string } } | null)?.cause?.code;
  return code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "57P03" || code === "28P01" || code === "3D000";
}
