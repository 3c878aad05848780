import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Config } from "#lib/config.ts";
import { findFreePort } from "#lib/platform/embedded-postgres/start.ts";

export type TestS3 = { s3: NonNullable<Config["s3"]>; stop: () => Promise<void> };

const script = path.resolve("../shared/services/ceph-s3.sh");

/**
 * A real S3 server for tests with a bucket name of its own: the one in the `S3_*` environment, else a one-node Ceph
 * started for this run. A sentence that says why not, where there is none.
 */
export async function openTestS3(): Promise<TestS3 | string> {
  const bucket = `vodmanager-test-${process.pid}-${Date.now()}`;
  if (process.env.S3_ENDPOINT && process.env.S3_ACCESS_KEY_ID && process.env.S3_SECRET_ACCESS_KEY) {
    return { s3: settings(process.env, bucket), stop: async () => {} };
  }
  if (!existsSync(script)) return `S3_* is not set, and there is no ${script} to start a server with`;
  const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-s3-"));
  const port = await findFreePort();
  const started = await run(["start", dir, String(port)]);
  const stop = async () => void (await run(["stop", dir]));
  if (started.code !== 0) {
    await stop();
    return `the S3 server can't be started here: ${started.output.trim().split("\n").at(-1) || `exit code ${started.code}`}`;
  }
  const lines = started.output.matchAll(/^(S3_\w+)=(.*)$/gm);
  return { s3: settings(Object.fromEntries([...lines].map(([, name, value]) => [name, value])), bucket), stop };
}

function settings(env: Record<string, string | undefined>, bucket: string): TestS3["s3"] {
  return {
    endpoint: env.S3_ENDPOINT,
    region: env.S3_REGION ?? "us-east-1",
    bucket,
    accessKeyId: env.S3_ACCESS_KEY_ID!,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY!,
    forcePathStyle: true,
  };
}

function run(args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn("bash", [script, ...args], { stdio: ["ignore", "pipe", "pipe"], timeout: 280_000 });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: -1, output: error.message }));
    // Not "close": the server's daemons keep the pipes open.
    child.once("exit", (code) => setImmediate(() => resolve({ code, output })));
  });
}
