import type { Readable } from "node:stream";
import { AppError } from "#lib/errors.ts";
import type { ByteRange, ObjectInfo, ObjectStore } from "#lib/platform/object-store/model.ts";

export type RangeRequest = {
  /** The request's `Range`, `If-Range` headers and method. */
  rangeHeader: string | null;
  ifRange: string | null;
  method: "GET" | "HEAD";
};

export type RangeResponse = { status: 200 | 206 | 307 | 416; headers: Record<string, string>; body: Readable | null };

/** What a Range header asks for: the whole object, a range clamped to it, or nothing it has. Pure. */
export type RangeDecision = "whole" | "unsatisfiable" | ByteRange;

/**
 * RFC 9110: a header that is no byte range, or several ranges, is ignored; a range past the end can't be satisfied;
 * an over-long end is clamped. `If-Range` with another validator means the whole object.
 */
export function decideRange(
  request: Pick<RangeRequest, "rangeHeader" | "ifRange">,
  object: { sizeBytes: number; etag: string },
): RangeDecision {
  if (request.rangeHeader === null) return "whole";
  // Only a strong match counts; a date is never one here.
  if (request.ifRange !== null && request.ifRange !== quoted(object.etag)) return "whole";
  const match = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(request.rangeHeader);
  if (!match) return "whole";
  const [, first, last] = match as unknown as [string, string, string];
  if (first === "" && last === "") return "whole";
  const { sizeBytes } = object;
  if (first === "") {
    const count = Number(last);
    if (count === 0 || sizeBytes === 0) return "unsatisfiable";
    return { firstByte: Math.max(0, sizeBytes - count), lastByte: sizeBytes - 1 };
  }
  const firstByte = Number(first);
  if (last !== "" && Number(last) < firstByte) return "whole";
  if (firstByte >= sizeBytes) return "unsatisfiable";
  return { firstByte, lastByte: last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) };
}

/** Answers a (range) request for one stored object whose facts are known: 200, 206 or 416, with a body unless HEAD. */
export async function respondWithRange(
  store: Pick<ObjectStore, "getRange" | "get">,
  object: ObjectInfo & { contentType: string },
  request: RangeRequest & { signal?: AbortSignal; downloadName?: string },
): Promise<RangeResponse> {
  const decision = decideRange(request, object);
  const headers: Record<string, string> = {
    "accept-ranges": "bytes",
    "cache-control": "private, no-cache",
    "content-type": object.contentType,
    etag: quoted(object.etag),
    ...(request.downloadName === undefined ? {} : { "content-disposition": attachment(request.downloadName) }),
  };
  if (decision === "unsatisfiable") {
    headers["content-range"] = `bytes */${object.sizeBytes}`;
    headers["content-length"] = "0";
    return { status: 416, headers, body: null };
  }
  const range = decision === "whole" ? null : decision;
  headers["content-length"] = String(range ? range.lastByte - range.firstByte + 1 : object.sizeBytes);
  if (range) headers["content-range"] = `bytes ${range.firstByte}-${range.lastByte}/${object.sizeBytes}`;
  const status = range ? 206 : 200;
  if (request.method === "HEAD") return { status, headers, body: null };
  const options = { ifMatch: object.etag, ...(request.signal ? { signal: request.signal } : {}) };
  const opening = range ? store.getRange(object.key, range, options) : store.get(object.key, options);
  const body = await opening.catch(missingIsOurFault);
  // Its reader hears of an error, too; one that comes before there is a reader would end the process.
  body.on("error", () => {});
  return { status, headers, body };
}

/** A row points at the object, so a missing one is damage, not a wrong address. */
function missingIsOurFault(error: unknown): never {
  if (!(error instanceof AppError) || error.code !== "not_found") throw error;
  throw new AppError(
    "internal",
    "The stored file of this video is missing. Restore it from a backup, or import it again.",
    {
      cause: error,
    },
  );
}

const quoted = (etag: string): string => (etag.startsWith('"') ? etag : `"${etag}"`);

/** A download's name in both spellings of RFC 6266, so that no character of a title can leave the header. */
export function attachment(name: string): string {
  const plain = name.replace(/[^\w .()-]/g, "_");
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
