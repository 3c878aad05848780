import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { programArgs } from "#workers/up/program-args.ts";

export type WatchedWeb = {
  child: ChildProcess;
  /** Asks over and over until told to stop; how long each answer took, in milliseconds. */
  watch: (path: string) => { stop: () => Promise<number[]> };
};

/** The web process, with somebody signed in who asks for a page's data again and again. */
export async function startWeb(input: {
  env: Record<string, string>;
  port: number;
  user: { email: string; password: string };
}): Promise<WatchedWeb> {
  const origin = `http://127.0.0.1:${input.port}`;
  const child = spawn(process.execPath, programArgs("web"), {
    env: { ...process.env, ...input.env, NODE_ENV: "production", PORT: String(input.port), APP_URL: origin },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await once(child, "message");
  const signedIn = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify(input.user),
  });
  if (!signedIn.ok) throw new Error(`Signing in failed: ${signedIn.status} ${await signedIn.text()}`);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const ask = async (path: string): Promise<number> => {
    const began = performance.now();
    const answer = await fetch(origin + path, { headers: { cookie } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The web answered ${answer.status}: ${text}`);
    return performance.now() - began;
  };
  const watch = (path: string) => {
    const stopping = new AbortController();
    const all: number[] = [];
    const asking = (async () => {
      while (!stopping.signal.aborted) {
        all.push(await ask(path));
        await delay(250, null, { signal: stopping.signal }).catch(() => {});
      }
    })();
    // A failure is told at the end.
    asking.catch(() => {});
    const stop = async () => {
      stopping.abort();
      await asking;
      return all;
    };
    return { stop };
  };
  return { child, watch };
}
