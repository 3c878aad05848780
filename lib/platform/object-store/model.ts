import type { Readable } from "node:stream";

/** What is known of a stored object. `etag` changes when the bytes do. */
export type ObjectInfo = { key: string; sizeBytes: number; etag: string };

/** An object as a listing has it. `modifiedAt`: when it was put. */
export type ListedObject = ObjectInfo & { modifiedAt: Date };

/** First and last byte wanted, both included, as in HTTP. `lastByte` beyond the end is clamped to it. */
export type ByteRange = { firstByte: number; lastByte: number };

/**
 * Where processed bytes live. Keys are `[A-Za-z0-9._-]` segments joined by `/`.
 * Missing objects: `AppError("not_found")`; store out of reach: `AppError("store_unavailable")`; full: `AppError("disk_full")`.
 * A put is all or nothing: a reader sees the whole new object or what was there before.
 */
export type ObjectStore = {
  readonly kind: "file-system" | "s3";
  /** Stores a local file; multipart above 16 MiB on S3. */
  putFile: (key: string, filePath: string, options?: PutOptions) => Promise<ObjectInfo>;
  putBytes: (key: string, bytes: Uint8Array, options?: PutOptions) => Promise<ObjectInfo>;
  /** Streams a range. Fails with `range_not_satisfiable` when `firstByte` is at or past the end. `ifMatch` with another etag: `conflict`. */
  getRange: (key: string, range: ByteRange, options?: GetOptions) => Promise<Readable>;
  /** Streams the whole object. */
  get: (key: string, options?: GetOptions) => Promise<Readable>;
  head: (key: string) => Promise<ObjectInfo>;
  /** `head`, or null where there is no such object. */
  findObject: (key: string) => Promise<ObjectInfo | null>;
  /** Deletes; a missing object is no error. */
  delete: (key: string) => Promise<void>;
  /** Keys below `prefix` in ascending order. */
  list: (prefix: string) => AsyncIterable<ListedObject>;
  /** Removes what puts left that began before `before` and never ended: parts on S3, files on their way in. Returns how many. */
  dropAbandonedPuts: (before: Date) => Promise<number>;
  /** A GET-only URL for one key, or null where the store has no HTTP address of its own (file system). */
  presignGet: (key: string, options: { expiresInSeconds: number; fileName?: string }) => Promise<string | null>;
};

export type PutOptions = { contentType?: string; signal?: AbortSignal };
export type GetOptions = { ifMatch?: string; signal?: AbortSignal };
