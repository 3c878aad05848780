import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "#lib/errors.ts";

const program = path.join(path.dirname(fileURLToPath(import.meta.url)), "postgres-process.ts");

export type HeldPostgres = { databaseUrl: Promise<string>; stop: () => Promise<void> };

type Message = { databaseUrl: string } | { failure: string };

/**
 * Starts the embedded Postgres through a process that stops it when we are gone. When the server ends by itself it is
 * started again; `onMoved` gets its new URL.
 */
export function holdPostgres(options: {
  dir: string;
  /** False trades crash safety for speed (tests). */
  durable?: boolean;
  say: (text: string) => void;
  onMoved: (databaseUrl: string) => void;
}): HeldPostgres {
  let holder: ChildProcess | null = null;
  let stopping = false;
  let known: string | null = null;
  let settle: { resolve: (url: string) => void; reject: (error: Error) => void };
  const databaseUrl = new Promise<string>((resolve, reject) => {
    settle = { resolve, reject };
  });
  databaseUrl.catch(() => {});

  const start = () => {
    const child = spawn(process.execPath, [program, options.dir, options.durable === false ? "fast" : "durable"], {
      detached: true,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    holder = child;
    let failure: string | null = null;
    child.on("error", () => {});
    child.on("message", (message: Message) => {
      if ("failure" in message) {
        failure = message.failure;
        return;
      }
      settle.resolve(message.databaseUrl);
      if (known !== null && known !== message.databaseUrl) options.onMoved(message.databaseUrl);
      known = message.databaseUrl;
    });
    child.once("exit", () => {
      holder = null;
      if (stopping) return;
      if (known === null) {
        const text = failure ?? "The embedded Postgres could not be started.";
        return settle.reject(new AppError("database_unavailable", text));
      }
      options.say(failure ?? "The embedded Postgres ended; starting it again.");
      setTimeout(() => !stopping && start(), failure ? 5_000 : 500);
    });
  };
  start();

  return {
    databaseUrl,
    stop: async () => {
      stopping = true;
      if (!holder) return;
      const gone = new Promise((resolve) => holder?.once("exit", resolve));
      if (holder.connected) holder.disconnect();
      await gone;
    },
  };
}
