import fs from "node:fs/promises";
import { Readable } from "node:stream";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Config } from "#lib/config.ts";
import { AppError } from "#lib/errors.ts";
import { createBufferPool } from "./buffer-pool.ts";
import { notFound, requireKey, requirePrefix, requireRange } from "./key.ts";
import type { ByteRange, GetOptions, ListedObject, ObjectInfo, ObjectStore, PutOptions } from "./model.ts";
import { isMissingBucket, s3Error } from "./s3-error.ts";
import { abortOldUploads, uploadFile } from "./s3-upload.ts";

/** Parts of all uploads of a process that are in memory at once. */
const uploadBuffers = 5;
const longestPresignSeconds = 3_600;

/** Objects in an S3 bucket; the bucket is made at first use when it is missing and the key pair may make it. */
export function openS3Store(s3: NonNullable<Config["s3"]>): ObjectStore {
  const Bucket = s3.bucket;
  const buffers = createBufferPool(uploadBuffers);
  const client = new S3Client({
    endpoint: s3.endpoint,
    region: s3.region,
    forcePathStyle: s3.forcePathStyle,
    credentials: { accessKeyId: s3.accessKeyId, secretAccessKey: s3.secretAccessKey },
    maxAttempts: 4,
    // Trailing checksums are new; servers other than AWS refuse them.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
  });

  /** Runs one operation; makes a missing bucket and runs it again; errors come out as AppErrors without addresses. */
  async function attempt<T>(key: string, signal: AbortSignal | undefined, operation: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await operation().catch(async (error) => {
        if (!isMissingBucket(error)) throw error;
        await makeBucket(client, Bucket);
        return operation();
      });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw s3Error(error, key);
    }
  }

  async function findObject(key: string): Promise<ObjectInfo | null> {
    requireKey(key);
    try {
      const reply = await attempt(key, undefined, () => client.send(new HeadObjectCommand({ Bucket, Key: key })));
      return { key, sizeBytes: reply.ContentLength ?? 0, etag: bare(reply.ETag) };
    } catch (error) {
      if (error instanceof AppError && error.code === "not_found") return null;
      throw error;
    }
  }

  async function open(key: string, range: ByteRange | null, options: GetOptions = {}): Promise<Readable> {
    requireKey(key);
    const command = new GetObjectCommand({
      Bucket,
      Key: key,
      Range: range ? `bytes=${range.firstByte}-${range.lastByte}` : undefined,
      IfMatch: options.ifMatch === undefined ? undefined : `"${options.ifMatch}"`,
    });
    const abortSignal = options.signal;
    const reply = await attempt(key, abortSignal, () => client.send(command, { abortSignal }));
    return bodyOf(reply.Body as Readable, key, abortSignal);
  }

  async function putBytes(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<ObjectInfo> {
    requireKey(key);
    const command = () => new PutObjectCommand({ Bucket, Key: key, Body: bytes, ContentType: options.contentType });
    const reply = await attempt(key, options.signal, () => client.send(command(), { abortSignal: options.signal }));
    return { key, sizeBytes: bytes.byteLength, etag: bare(reply.ETag) };
  }

  async function putFile(key: string, filePath: string, options: PutOptions = {}): Promise<ObjectInfo> {
    requireKey(key);
    const { size } = await fs.stat(filePath);
    const target = { client, Bucket, key, contentType: options.contentType };
    const source = { filePath, sizeBytes: size, buffers, signal: options.signal };
    const etag = await attempt(key, options.signal, () => uploadFile(target, source));
    // Some servers (Ceph) complete an upload without telling the etag.
    if (!etag) return head(key);
    return { key, sizeBytes: size, etag: bare(etag) };
  }

  async function head(key: string): Promise<ObjectInfo> {
    const found = await findObject(key);
    if (!found) throw notFound(key);
    return found;
  }

  async function* list(prefix: string): AsyncGenerator<ListedObject> {
    let ContinuationToken: string | undefined;
    do {
      const command = new ListObjectsV2Command({ Bucket, Prefix: requirePrefix(prefix), ContinuationToken });
      const page = await attempt(prefix, undefined, () => client.send(command));
      for (const { Key, Size, ETag, LastModified } of page.Contents ?? []) {
        if (Key === undefined) continue;
        yield { key: Key, sizeBytes: Size ?? 0, etag: bare(ETag), modifiedAt: LastModified ?? new Date() };
      }
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken);
  }

  return {
    kind: "s3",
    putFile,
    putBytes,
    getRange: async (key, range, options) => open(key, requireRange(range), options),
    get: (key, options) => open(key, null, options),
    head,
    findObject,
    delete: async (key) => {
      requireKey(key);
      await attempt(key, undefined, () => client.send(new DeleteObjectCommand({ Bucket, Key: key })));
    },
    list,
    dropAbandonedPuts: (before) => attempt("", undefined, () => abortOldUploads(client, Bucket, before)),
    presignGet: async (key, { expiresInSeconds, fileName }) => {
      requireKey(key);
      if (!(expiresInSeconds >= 1 && expiresInSeconds <= longestPresignSeconds)) {
        throw new AppError("invalid_input", `A download link lasts 1 to ${longestPresignSeconds} seconds.`);
      }
      const ResponseContentDisposition = fileName === undefined ? undefined : attachment(fileName);
      const command = new GetObjectCommand({ Bucket, Key: key, ResponseContentDisposition });
      return getSignedUrl(client, command, { expiresIn: Math.floor(expiresInSeconds) });
    },
  };
}

const bare = (etag: string | undefined): string => (etag ?? "").replaceAll('"', "");

/** `Content-Disposition` for a name of any characters (RFC 6266). */
function attachment(fileName: string): string {
  const ascii = fileName.replace(/[^A-Za-z0-9._ -]/g, "_");
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

async function makeBucket(client: S3Client, Bucket: string): Promise<void> {
  try {
    await client.send(new CreateBucketCommand({ Bucket }));
  } catch (error) {
    const { name } = error as Error;
    if (name !== "BucketAlreadyOwnedByYou" && name !== "BucketAlreadyExists") throw error;
  }
}

/** The reply's bytes, with a broken connection told as an AppError; ends with `signal`. */
function bodyOf(body: Readable, key: string, signal: AbortSignal | undefined): Readable {
  async function* chunks() {
    try {
      yield* body;
    } catch (error) {
      throw signal?.aborted ? signal.reason : s3Error(error, key);
    } finally {
      body.destroy();
    }
  }
  const stream = Readable.from(chunks(), { objectMode: false });
  const abort = () => stream.destroy(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  // A reader that leaves also closes the connection, even while no byte arrives.
  stream.once("close", () => {
    signal?.removeEventListener("abort", abort);
    body.destroy();
  });
  return stream;
}
