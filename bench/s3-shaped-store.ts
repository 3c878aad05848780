import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import fs from "node:fs/promises";
import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { decodeAwsChunks } from "./aws-chunks.ts";

/** What the server was asked for since the last `resetCounts`. */
export type StoreCounts = {
  /** Requests by kind: GET, HEAD, PUT, DELETE, LIST, and PART, CREATE, COMPLETE, ABORT of multipart uploads. */
  requests: Record<string, number>;
  sentBytes: number;
  receivedBytes: number;
  /** Every GET of an object's bytes, in the order they came. */
  gets: { key: string; firstByte: number; lastByte: number }[];
  mostConnections: number;
};

export type S3ShapedStore = {
  /** For `S3_ENDPOINT`; any key pair is taken, path style only. */
  endpoint: string;
  bucket: string;
  counts: () => StoreCounts;
  resetCounts: () => void;
  /** Puts a local file under a key without a request (hard link, else copy). Returns its etag. */
  placeFile: (key: string, filePath: string) => Promise<string>;
  close: () => Promise<void>;
};

export type S3ShapedOptions = {
  /** Objects are kept below it. */
  dir: string;
  bucket?: string;
  /** Before the first byte of each answer. Default 20. */
  latencyMs?: number;
  /** Both ways, for each connection. Default 50,000,000 = 400 Mbit/s. */
  bytesPerSecond?: number;
};

const chunkBytes = 64 * 1024;

/** A server on localhost that speaks the part of S3 the product uses, as slow as a real one, and counts. */
export async function startS3ShapedStore(options: S3ShapedOptions): Promise<S3ShapedStore> {
  const { dir, bucket = "media", latencyMs = 20, bytesPerSecond = 50_000_000 } = options;
  const pacer = createPacer(bytesPerSecond);
  const sockets = new Set<Socket>();
  let counts = noCounts();
  const fileOf = (key: string) => path.join(dir, "objects", encodeURIComponent(key));
  const partOf = (uploadId: string, part: number) => path.join(dir, "parts", uploadId, String(part).padStart(5, "0"));
  await fs.mkdir(path.join(dir, "objects"), { recursive: true });
  await fs.mkdir(path.join(dir, "parts"), { recursive: true });

  async function etagOf(key: string): Promise<{ etag: string; sizeBytes: number } | null> {
    const stat = await fs.stat(fileOf(key), { bigint: true }).catch(() => null);
    if (!stat) return null;
    const text = `${stat.ino}-${stat.size}-${stat.mtimeNs}`;
    return { etag: createHash("md5").update(text).digest("hex"), sizeBytes: Number(stat.size) };
  }

  async function sendObject(request: http.IncomingMessage, reply: http.ServerResponse, key: string): Promise<void> {
    const found = await etagOf(key);
    if (!found) return sendError(reply, 404, "NoSuchKey");
    const wanted = request.headers["if-match"]?.replaceAll('"', "");
    if (wanted !== undefined && wanted !== found.etag) return sendError(reply, 412, "PreconditionFailed");
    const range = rangeOf(request.headers.range, found.sizeBytes);
    if (range === "invalid") return sendError(reply, 416, "InvalidRange");
    const { firstByte, lastByte } = range ?? { firstByte: 0, lastByte: found.sizeBytes - 1 };
    reply.statusCode = range ? 206 : 200;
    reply.setHeader("etag", `"${found.etag}"`);
    reply.setHeader("accept-ranges", "bytes");
    reply.setHeader("content-length", lastByte - firstByte + 1);
    if (range) reply.setHeader("content-range", `bytes ${firstByte}-${lastByte}/${found.sizeBytes}`);
    if (request.method === "HEAD") return void reply.end();
    counts.gets.push({ key, firstByte, lastByte });
    if (lastByte < firstByte) return void reply.end();
    const from = createReadStream(fileOf(key), { start: firstByte, end: lastByte, highWaterMark: chunkBytes });
    await pipeline(
      from,
      pace(request.socket, (count) => (counts.sentBytes += count)),
      reply,
    );
  }

  /** Bodies pass at the connection's pace; the client's chunked signing frames are taken off. */
  async function receive(request: http.IncomingMessage, file: string): Promise<string> {
    const incoming = `${file}.${randomUUID()}`;
    await pipeline(
      request,
      pace(request.socket, (count) => (counts.receivedBytes += count)),
      decodeAwsChunks(request.headers),
      createWriteStream(incoming),
    );
    await fs.rename(incoming, file);
    return `"${createHash("md5")
      .update(file + randomUUID())
      .digest("hex")}"`;
  }

  const pace = (socket: Socket, count: (bytes: number) => number) =>
    async function* (from: Readable | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      let first = true;
      for await (const chunk of from) {
        await pacer(socket, chunk.length, first);
        first = false;
        count(chunk.length);
        yield chunk;
      }
    };

  async function answer(request: http.IncomingMessage, reply: http.ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://store");
    const [, inBucket, ...rest] = url.pathname.split("/").map(decodeURIComponent);
    const key = rest.join("/");
    const kind = kindOf(request.method ?? "GET", key, url.searchParams);
    counts.requests[kind] = (counts.requests[kind] ?? 0) + 1;
    await delay(latencyMs);
    if (inBucket !== bucket) return sendError(reply, 404, "NoSuchBucket");
    const uploadId = url.searchParams.get("uploadId") ?? "";
    if (!/^[0-9a-f-]*$/.test(uploadId)) return sendError(reply, 400, "InvalidRequest");
    const parts = path.join(dir, "parts", uploadId);
    switch (kind) {
      case "GET":
      case "HEAD":
        return sendObject(request, reply, key);
      case "PUT":
        await receive(request, fileOf(key));
        return void reply.setHeader("etag", `"${(await etagOf(key))?.etag}"`).end();
      case "DELETE":
        await fs.rm(fileOf(key), { force: true });
        return void reply.writeHead(204).end();
      case "CREATE": {
        const id = randomUUID();
        await fs.mkdir(path.join(dir, "parts", id));
        const body = `<Bucket>${bucket}</Bucket><Key>${escapeXml(key)}</Key><UploadId>${id}</UploadId>`;
        return sendXml(reply, "InitiateMultipartUploadResult", body);
      }
      case "PART": {
        const etag = await receive(request, partOf(uploadId, Number(url.searchParams.get("partNumber"))));
        return void reply.setHeader("etag", etag).end();
      }
      case "COMPLETE": {
        request.resume();
        await joinFiles(parts, fileOf(key));
        const etag = escapeXml(`"${(await etagOf(key))?.etag}"`);
        return sendXml(reply, "CompleteMultipartUploadResult", `<Key>${escapeXml(key)}</Key><ETag>${etag}</ETag>`);
      }
      case "ABORT":
        if (uploadId !== "") await fs.rm(parts, { recursive: true, force: true });
        return void reply.writeHead(204).end();
      case "LIST": {
        const prefix = url.searchParams.get("prefix") ?? "";
        const names = (await fs.readdir(path.join(dir, "objects"))).map(decodeURIComponent).sort();
        const found = await Promise.all(
          names
            .filter((name) => name.startsWith(prefix))
            .map(async (name) => {
              const info = await etagOf(name);
              const facts = `<Size>${info?.sizeBytes}</Size><ETag>${escapeXml(`"${info?.etag}"`)}</ETag>`;
              return `<Contents><Key>${escapeXml(name)}</Key>${facts}</Contents>`;
            }),
        );
        return sendXml(reply, "ListBucketResult", `<IsTruncated>false</IsTruncated>${found.join("")}`);
      }
    }
    return sendError(reply, 501, "NotImplemented");
  }

  const server = http.createServer((request, reply) => {
    answer(request, reply).catch(() => {
      if (!reply.headersSent && !reply.destroyed) sendError(reply, 500, "InternalError");
      else reply.destroy();
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    counts.mostConnections = Math.max(counts.mostConnections, sockets.size);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    counts: () => structuredClone(counts),
    resetCounts: () => {
      counts = { ...noCounts(), mostConnections: sockets.size };
    },
    placeFile: async (key, filePath) => {
      await fs.rm(fileOf(key), { force: true });
      await fs.link(filePath, fileOf(key)).catch(() => fs.copyFile(filePath, fileOf(key)));
      return (await etagOf(key))!.etag;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const noCounts = (): StoreCounts => ({ requests: {}, sentBytes: 0, receivedBytes: 0, gets: [], mostConnections: 0 });

function kindOf(method: string, key: string, query: URLSearchParams): string {
  if (key === "") return method === "GET" ? "LIST" : `${method} bucket`;
  if (method === "POST") return query.has("uploads") ? "CREATE" : "COMPLETE";
  if (query.has("uploadId")) return method === "PUT" ? "PART" : "ABORT";
  return method;
}

/**
 * Holds each connection to its rate: a chunk waits until the ones before it would have gone through the wire. Within a
 * message, time lost to late timers is made up for; an idle connection gains nothing.
 */
function createPacer(bytesPerSecond: number) {
  const freeAtMs = new WeakMap<Socket, number>();
  return async (socket: Socket, bytes: number, first: boolean): Promise<void> => {
    const now = performance.now();
    const credit = first ? 0 : 100;
    const at = Math.max(freeAtMs.get(socket) ?? 0, now - credit) + (bytes / bytesPerSecond) * 1_000;
    freeAtMs.set(socket, at);
    if (at - now > 1) await delay(at - now);
  };
}

function rangeOf(header: string | undefined, sizeBytes: number) {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined) return null;
  const firstByte = Number(first);
  const lastByte = last ? Math.min(Number(last), sizeBytes - 1) : sizeBytes - 1;
  return firstByte >= sizeBytes || lastByte < firstByte ? "invalid" : { firstByte, lastByte };
}

/** The parts of an upload, in order, as one file: the first takes the others in. */
async function joinFiles(partsDir: string, target: string): Promise<void> {
  const [first, ...others] = (await fs.readdir(partsDir)).sort().map((name) => path.join(partsDir, name));
  for (const other of others) await pipeline(createReadStream(other), createWriteStream(first!, { flags: "a" }));
  await fs.rename(first!, target);
  await fs.rm(partsDir, { recursive: true });
}

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function sendXml(reply: http.ServerResponse, root: string, body: string, status = 200): void {
  reply.writeHead(status, { "content-type": "application/xml" });
  reply.end(`<?xml version="1.0" encoding="UTF-8"?><${root}>${body}</${root}>`);
}

function sendError(reply: http.ServerResponse, status: number, code: string): void {
  if (reply.req.method === "HEAD") return void reply.writeHead(status).end();
  sendXml(reply, "Error", `<Code>${code}</Code><Message>${code}</Message>`, status);
}
