import { AppError } from "#lib/errors.ts";

const ascii = (bytes: Uint8Array, from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString("latin1");

/** What a file's first bytes say it is, when that is no text; null for text. */
export function findForeignKind(bytes: Uint8Array): string | null {
  const at = (...values: number[]) => values.every((value, i) => bytes[i] === value);
  if (ascii(bytes, 4, 8) === "ftyp" || ascii(bytes, 4, 8) === "moov") return "an MP4 or QuickTime video";
  if (at(0x1a, 0x45, 0xdf, 0xa3)) return "a Matroska or WebM video";
  if (ascii(bytes, 0, 3) === "FLV") return "a Flash video";
  if (at(0x47) && bytes[188] === 0x47 && bytes[376] === 0x47) return "an MPEG transport stream video";
  if (ascii(bytes, 0, 4) === "RIFF") return "a RIFF file (AVI video or WAV audio)";
  if (ascii(bytes, 0, 4) === "OggS") return "an Ogg audio or video file";
  if (ascii(bytes, 0, 3) === "ID3" || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2))
    return "an MP3 audio file";
  if (ascii(bytes, 0, 4) === "fLaC") return "a FLAC audio file";
  if (ascii(bytes, 0, 5) === "%PDF-") return "a PDF document";
  if (at(0x89, 0x50, 0x4e, 0x47)) return "a PNG picture";
  if (at(0xff, 0xd8, 0xff)) return "a JPEG picture";
  if (ascii(bytes, 0, 4) === "GIF8") return "a GIF picture";
  if (at(0x50, 0x4b, 0x03, 0x04) || at(0x50, 0x4b, 0x05, 0x06) || at(0x50, 0x4b, 0x07, 0x08))
    return "a ZIP archive (unpack it first)";
  if (ascii(bytes, 0, 6) === "Rar!\x1a\x07") return "a RAR archive (unpack it first)";
  if (ascii(bytes, 257, 262) === "ustar") return "a TAR archive (unpack it first)";
  if (at(0x37, 0x7a, 0xbc, 0xaf)) return "a 7-Zip archive (unpack it first)";
  if (at(0x28, 0xb5, 0x2f, 0xfd)) return "a Zstandard archive (unpack it first)";
  if (at(0xfd, 0x37, 0x7a, 0x58)) return "an XZ archive (unpack it first)";
  if (ascii(bytes, 0, 3) === "BZh") return "a bzip2 archive (unpack it first)";
  if (at(0x1f, 0x8b)) return "a gzip file inside a gzip file";
  if (ascii(bytes, 0, 15) === "SQLite format 3") return "an SQLite database";
  if (at(0x7f, 0x45, 0x4c, 0x46)) return "a program";
  const head = ascii(bytes, 0, 512).trimStart().toLowerCase();
  if (head.startsWith("<!doctype html") || head.startsWith("<html") || head.startsWith("<head"))
    return "a web page (HTML)";
  if (head.startsWith("<?xml")) return "an XML document";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return null;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return null;
  const sample = bytes.subarray(0, 65_536);
  let controls = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 27)) controls += 1;
  return sample.length >= 64 && controls > sample.length / 20 ? "a binary file" : null;
}

/** Throws `signal_unreadable` when the bytes are those of another kind of file. `accepts` says what is taken here. */
export function refuseForeignFile(bytes: Uint8Array, accepts: string): void {
  const kind = findForeignKind(bytes);
  if (kind !== null) throw unreadable(kind, accepts);
}

/** The error for a file of another kind. */
export const unreadable = (looksLike: string, accepts: string): AppError =>
  new AppError("signal_unreadable", `The file looks like ${looksLike}. Accepted here: ${accepts}.`);
