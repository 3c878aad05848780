import { readFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseFetchPolicy } from "#lib/platform/http-guard/policy.ts";
import { importUrl } from "#lib/vods/import-url.ts";
import { getVod } from "#lib/vods/queries.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { createTestInstallation, killProcess, type TestInstallation, waitFor } from "./testing/installation.ts";

let installation: TestInstallation;
beforeAll(async () => {
  installation = await createTestInstallation();
});
afterAll(() => installation.close());

test("a worker killed while it fetches: the next one asks for the rest only, and the video becomes ready", async () => {
  const { ctx, accountId, dir } = installation;
  const video = await readFile(await makeTestMedia(ctx, path.join(dir, "a.mp4"), { seconds: 2 }));
  const body = Buffer.concat([video, Buffer.alloc(3_000_000)]);
  const ranges: (string | undefined)[] = [];
  let isFirst = true;
  const server = http.createServer((request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    ranges.push(request.headers.range);
    response.writeHead(from > 0 ? 206 : 200, {
      etag: '"one"',
      "content-length": String(body.length - from),
      ...(from > 0 ? { "content-range": `bytes ${from}-${body.length - 1}/${body.length}` } : {}),
    });
    // The first one gets half and then waits for the rest in vain.
    if (isFirst) response.write(body.subarray(0, 2_000_000));
    else response.end(body.subarray(from));
    isFirst = false;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const allowed = { FETCH_PRIVATE_HOSTS: "127.0.0.1" };
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.mp4`;
    const fetchPolicy = parseFetchPolicy({ privateHosts: allowed.FETCH_PRIVATE_HOSTS });
    const made = await importUrl({ ...ctx, config: { ...ctx.config, fetchPolicy } }, { accountId, url });
    if (!made.ok) throw new Error(made.message);
    const part = path.join(ctx.config.dataDir, "inbox", made.vodId, "fetched");
    const first = await installation.spawnWorker(allowed);
    await waitFor("half of the file", async () =>
      (await readFile(part).catch(() => Buffer.alloc(0))).length >= 1_500_000 ? true : null,
    );
    await killProcess(first);
    await installation.spawnWorker(allowed);
    await waitFor("the video to be ready", async () => {
      const vod = await getVod(ctx, { accountId, vodId: made.vodId });
      if (vod.state === "failed") throw new Error(vod.failureText ?? "failed");
      return vod.state === "ready" ? vod : null;
    });
    expect(ranges).toHaveLength(2);
    expect(Number(/^bytes=(\d+)-$/.exec(ranges[1] ?? "")?.[1])).toBeGreaterThanOrEqual(1_500_000);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
