import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "#lib/config.ts";
import { AppError } from "#lib/errors.ts";

const longestWaitMs = 60_000;

/** Waits until the web app answers that it is well. */
export async function waitUntilAnswers({ host, port }: Pick<Config, "host" | "port">): Promise<void> {
  const address = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  const deadline = Date.now() + longestWaitMs;
  while (Date.now() < deadline) {
    try {
      const reply = await fetch(`http://${address}:${port}/api/healthz`, { signal: AbortSignal.timeout(5_000) });
      await reply.body?.cancel();
      if (reply.ok) return;
    } catch {
      // Not yet.
    }
    await delay(100);
  }
  throw new AppError("internal", "The web app started but does not answer. Its log says why.");
}
