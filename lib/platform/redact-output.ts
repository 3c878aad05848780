import type { Log } from "./log.ts";
import { redact } from "./redact.ts";

type Write = typeof process.stderr.write;

/**
 * Takes secrets out of everything this process prints beside its log: what libraries write to the console, and the
 * errors nobody caught, with which it ends (exit code 1) as Node would have ended it.
 */
export function redactOutput(log: Log, secrets: readonly string[]): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      return write(redact(text, secrets), ...rest);
    }) as Write;
  }
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "an error was caught by nobody; the process ends");
    process.exit(1);
  });
}
