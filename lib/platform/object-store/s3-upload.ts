import { type FileHandle, open } from "node:fs/promises";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { AppError } from "#lib/errors.ts";
import type { BufferPool } from "./buffer-pool.ts";

/** Larger files go in parts over several connections: a part is what is sent again when a connection breaks. */
const partBytes = 5 * 1024 * 1024;
/** S3 allows 10,000 parts an object. */
const mostParts = 9_000;
const partsAtOnce = 6;

type Target = { client: S3Client; Bucket: string; key: string; contentType: string | undefined };
type Source = { filePath: string; sizeBytes: number; buffers: BufferPool; signal: AbortSignal | undefined };

/**
 * Sends a local file as one object. Memory stays at the pool's buffers, whatever the size and number of uploads. Returns
 * the object's etag as the server gave it; some (Ceph) complete an upload in parts without telling it. A failed upload
 * leaves no parts, unless the server is out of reach by then. Throws what the client throws.
 */
export async function uploadFile(target: Target, source: Source): Promise<string | undefined> {
  const { client, Bucket, key, contentType } = target;
  const { sizeBytes, buffers, signal } = source;
  const file = await open(source.filePath, "r");
  try {
    if (sizeBytes > partBytes) return await uploadParts(target, source, file);
    return await buffers.withBuffer(sizeBytes, async (Body) => {
      await fill(file, Body, 0);
      const command = new PutObjectCommand({ Bucket, Key: key, Body, ContentType: contentType });
      return (await client.send(command, { abortSignal: signal })).ETag;
    });
  } finally {
    await file.close();
  }
}

async function uploadParts(target: Target, source: Source, file: FileHandle): Promise<string | undefined> {
  const { client, Bucket, key: Key } = target;
  const { sizeBytes, buffers, signal } = source;
  const create = new CreateMultipartUploadCommand({ Bucket, Key, ContentType: target.contentType });
  const { UploadId } = await client.send(create, { abortSignal: signal });
  const failed = new AbortController();
  const abortSignal = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const eachBytes = Math.max(partBytes, Math.ceil(sizeBytes / mostParts));
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  let next = 0;
  const sendParts = async (): Promise<void> => {
    for (let at = next; at < sizeBytes; at = next) {
      abortSignal.throwIfAborted();
      next = at + eachBytes;
      await buffers.withBuffer(Math.min(eachBytes, sizeBytes - at), async (Body) => {
        await fill(file, Body, at);
        const PartNumber = at / eachBytes + 1;
        const command = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body });
        const { ETag } = await client.send(command, { abortSignal });
        parts.push({ PartNumber, ETag });
      });
    }
  };
  try {
    const lanes = Array.from({ length: partsAtOnce }, sendParts);
    // The file may be closed only when no lane reads it any more.
    for (const lane of lanes) lane.catch((error) => failed.abort(error));
    const ended = await Promise.allSettled(lanes);
    if (ended.some((lane) => lane.status === "rejected")) throw failed.signal.reason;
    const MultipartUpload = { Parts: parts.sort((a, b) => a.PartNumber - b.PartNumber) };
    const complete = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload });
    return (await client.send(complete, { abortSignal: signal })).ETag;
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {});
    throw error;
  }
}

/** Aborts uploads in parts that began before `before`: their parts cost room, and no listing shows them. Returns how many. */
export async function abortOldUploads(client: S3Client, Bucket: string, before: Date): Promise<number> {
  let count = 0;
  let marker: { KeyMarker?: string; UploadIdMarker?: string } | null = {};
  while (marker !== null) {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ Bucket, ...marker }),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined || Initiated === undefined || Initiated >= before) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
      count += 1;
    }
    const { IsTruncated, NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
    marker = IsTruncated && KeyMarker ? { KeyMarker, ...(UploadIdMarker ? { UploadIdMarker } : {}) } : null;
  }
  return count;
}

/** Fills the buffer from the file. A file that got shorter must not be stored with the bytes of another in it. */
async function fill(file: FileHandle, buffer: Buffer, position: number): Promise<void> {
  for (let done = 0; done < buffer.length; ) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, position + done);
    if (bytesRead === 0) throw new AppError("conflict", "The file became shorter while it was stored. Try again.");
    done += bytesRead;
  }
}
