import http from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { NodeNextRequest, NodeNextResponse } from "next/dist/server/base-http/node.js";
import { sendResponse } from "next/dist/server/send-response.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keepBodyLength } from "#workers/keep-body-length.ts";
import { streamBody } from "./stream-body.ts";

const text = "x".repeat(100_000);
/** Bytes that are really sent of those that were promised. */
let sentBytes = text.length;
let server: http.Server;
let origin: string;

/** Answers as the web does: what a route made goes through the framework's own sending. */
beforeAll(async () => {
  server = http.createServer(async (request, response) => {
    keepBodyLength(response);
    const headers = { "content-length": String(text.length), "content-type": "video/mp4" };
    const body = request.method === "HEAD" ? null : Readable.from([Buffer.from(text.slice(0, sentBytes))]);
    const answer = streamBody({ status: 200, headers, body }, new AbortController().signal);
    await sendResponse(new NodeNextRequest(request), new NodeNextResponse(response), answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each(["GET", "HEAD"])("%s says how many bytes come, once, and nothing of how it was told", async (method) => {
  const response = await fetch(origin, { method });
  expect(response.headers.get("content-length")).toBe(String(text.length));
  expect(response.headers.get("transfer-encoding")).toBeNull();
  expect(response.headers.get("x-body-length")).toBeNull();
  expect(await response.text()).toBe(method === "HEAD" ? "" : text);
});

test("a body that breaks off is a failure, not a short file", async () => {
  sentBytes = 10;
  const response = await fetch(origin);
  const body = response.text();
  setTimeout(() => server.closeAllConnections(), 200);
  await expect(body).rejects.toThrow();
});
