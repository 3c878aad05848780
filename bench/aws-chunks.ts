import type { IncomingHttpHeaders } from "node:http";

/** Takes the frames `<hex size>[;signature]\r\n<bytes>\r\n … 0\r\n<trailers>` of an S3 client's body off; other bodies pass unchanged. */
export function decodeAwsChunks(headers: IncomingHttpHeaders): (from: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  const framed =
    headers["content-encoding"]?.includes("aws-chunked") ||
    String(headers["x-amz-content-sha256"]).startsWith("STREAMING-");
  return async function* (from) {
    let rest: Buffer = Buffer.alloc(0);
    let leftBytes = 0;
    let over = false;
    for await (const chunk of from) {
      if (!framed) {
        yield chunk;
        continue;
      }
      rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      while (!over && rest.length > 0) {
        if (leftBytes > 0) {
          const take = rest.subarray(0, leftBytes);
          rest = rest.subarray(take.length);
          leftBytes -= take.length;
          yield take;
          continue;
        }
        // The line break after a frame's bytes, then the next frame's head.
        const start = rest[0] === 13 ? 2 : 0;
        const end = rest.indexOf("\r\n", start);
        if (rest.length < start || end < 0) break;
        leftBytes = Number.parseInt(rest.toString("latin1", start, end), 16);
        rest = rest.subarray(end + 2);
        over = leftBytes === 0;
      }
    }
  };
}
