import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { AppError } from "#lib/errors.ts";
import { signalLimits } from "./limits.ts";
import { refuseForeignFile } from "./sniff-file.ts";

export type TextSource = {
  /** Decoded text in pieces of about 256 kB; U+FFFD where bytes aren't text. */
  chunks: AsyncIterable<string>;
  sizeBytes: number;
  /** Bytes of the file taken so far, for progress. */
  readBytes: () => number;
};

/**
 * Opens a text file, gzip or plain by its first bytes, UTF-8 or UTF-16 by its byte order mark.
 * Throws `signal_unreadable` saying what the file looks like when its first bytes are another kind of file.
 */
export async function openText(
  filePath: string,
  options: { accepts: string; signal?: AbortSignal },
): Promise<TextSource> {
  const handle = await open(filePath, "r").catch((cause: NodeJS.ErrnoException) => {
    throw new AppError(
      "not_found",
      `${filePath} can't be opened (${cause.code ?? "unknown reason"}). Check the path.`,
      {
        cause,
      },
    );
  });
  let sizeBytes: number;
  let isGzip: boolean;
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw new AppError("invalid_input", `${filePath} is not a file. Name one file.`);
    sizeBytes = info.size;
    const head = Buffer.alloc(2);
    await handle.read(head, 0, 2, 0);
    isGzip = sizeBytes > 2 && head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    await handle.close();
  }
  let taken = 0;
  async function* bytes(): AsyncGenerator<Buffer> {
    const file = createReadStream(filePath, { highWaterMark: 65_536, signal: options.signal });
    file.on("data", (chunk) => {
      taken += chunk.length;
    });
    if (!isGzip) {
      yield* file as AsyncIterable<Buffer>;
      return;
    }
    const gunzip = createGunzip({ chunkSize: 262_144 });
    file.on("error", (error) => gunzip.destroy(error));
    file.pipe(gunzip);
    try {
      yield* gunzip as AsyncIterable<Buffer>;
    } catch (cause) {
      if (options.signal?.aborted) throw cause;
      throw new AppError(
        "signal_unreadable",
        "The compressed file is damaged or cut off. Download or compress it again, or hand in the plain text.",
        { cause },
      );
    } finally {
      file.destroy();
    }
  }
  async function* decoded(): AsyncGenerator<string> {
    let decoder: TextDecoder | null = null;
    let total = 0;
    for await (const chunk of bytes()) {
      if (decoder === null) {
        refuseForeignFile(chunk, options.accepts);
        const encoding =
          chunk[0] === 0xff && chunk[1] === 0xfe
            ? "utf-16le"
            : chunk[0] === 0xfe && chunk[1] === 0xff
              ? "utf-16be"
              : "utf-8";
        decoder = new TextDecoder(encoding);
      }
      total += chunk.length;
      if (total > signalLimits.decodedBytes)
        throw new AppError("too_large", "The file has more than 16 GB of text. Hand in a smaller one.");
      if (isGzip && total > signalLimits.expansionFreeBytes && total > taken * signalLimits.expansion) throw isTrap();
      const text = decoder.decode(chunk, { stream: true });
      if (text !== "") yield text;
    }
    const rest = decoder?.decode() ?? "";
    if (rest !== "") yield rest;
  }
  return { chunks: decoded(), sizeBytes, readBytes: () => taken };
}

const isTrap = () =>
  new AppError(
    "too_large",
    `The compressed file unpacks to more than ${signalLimits.expansion} times its size, which no chat, events or transcript does. Hand in the plain text.`,
  );

/**
 * Splits pieces of text into batches of lines (LF, CRLF or CR kept out); a line longer than 1 MiB is cut there. Throws
 * `signal_unreadable` for one without end.
 */
export async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = "";
  let isSkipping = false;
  let skippedLength = 0;
  for await (const chunk of chunks) {
    const lines: string[] = [];
    let from = 0;
    for (;;) {
      const end = chunk.indexOf("\n", from);
      if (end < 0) break;
      let line = from === 0 && rest !== "" ? rest + chunk.slice(0, end) : chunk.slice(from, end);
      if (from === 0) rest = "";
      from = end + 1;
      if (isSkipping) {
        isSkipping = false;
        continue;
      }
      if (line.charCodeAt(line.length - 1) === 13) line = line.slice(0, -1);
      lines.push(line);
    }
    if (!isSkipping) {
      rest += chunk.slice(from);
      skippedLength = 0;
    } else skippedLength += chunk.length;
    if (skippedLength > signalLimits.endlessLineLength) {
      throw new AppError("signal_unreadable", "The file has a line without end: it is no text that can be read here.");
    }
    if (rest.length > signalLimits.lineLength) {
      lines.push(rest.slice(0, signalLimits.lineLength));
      rest = "";
      isSkipping = true;
    }
    if (lines.length > 0) yield lines;
  }
  if (rest !== "" && !isSkipping) yield [rest.charCodeAt(rest.length - 1) === 13 ? rest.slice(0, -1) : rest];
}
