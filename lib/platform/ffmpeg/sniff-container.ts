/** What the first bytes of a file say it is. `demuxer` is ffmpeg's name, pinned on every later use. */
export type Sniffed =
  | { kind: "video"; container: string; demuxer: string }
  | { kind: "audio"; container: string; demuxer: string }
  | { kind: "playlist" }
  | { kind: "archive" }
  | { kind: "page" }
  | { kind: "text" }
  | { kind: "unknown" };

/** How many bytes of the head `sniffContainer` wants to see. */
export const sniffBytes = 4096;

/** Formats taken, for messages. */
export const acceptedContainers = "MP4, MOV, MKV, WebM, FLV, MPEG-TS, AVI, MPEG-PS, WMV or Ogg";

const mp4Boxes = new Set(["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot", "styp", "moof", "uuid"]);
const asfGuid = Buffer.from("3026b2758e66cf11a6d900aa0062ce6c", "hex");

const video = (container: string, demuxer: string): Sniffed => ({ kind: "video", container, demuxer });
const audio = (container: string, demuxer: string): Sniffed => ({ kind: "audio", container, demuxer });

/** Recognises a container by the magic bytes in `head` (its first `sniffBytes`), never by a file name. */
export function sniffContainer(head: Buffer): Sniffed {
  const ascii = (from: number, to: number) => head.subarray(from, to).toString("latin1");
  const text = head
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart();
  if (/^(#EXTM3U|ffconcat version|\[playlist\]|<\?xml|<smil|<MPD|<asx)/i.test(text)) return { kind: "playlist" };
  if (/^<(!doctype html|html|head|body)\b/i.test(text)) return { kind: "page" };
  if (isArchive(head)) return { kind: "archive" };
  if (head.length >= 8 && mp4Boxes.has(ascii(4, 8))) return video("MP4", "mov");
  if (head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3) {
    return video(text.slice(0, 64).includes("webm") ? "WebM" : "MKV", "matroska");
  }
  if (ascii(0, 3) === "FLV") return video("FLV", "flv");
  if (ascii(0, 4) === "RIFF" && ascii(8, 11) === "AVI") return video("AVI", "avi");
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "WAVE") return audio("WAV", "wav");
  if (head.length >= 4 && head.readUInt32BE(0) === 0x1ba) return video("MPEG-PS", "mpeg");
  if (head.subarray(0, 16).equals(asfGuid)) return video("WMV", "asf");
  if (ascii(0, 4) === "OggS") return video("Ogg", "ogg");
  if (ascii(0, 4) === "fLaC") return audio("FLAC", "flac");
  if (ascii(0, 3) === "ID3") return audio("MP3", "mp3");
  if (isTransportStream(head)) return video("MPEG-TS", "mpegts");
  if (head.length >= 2 && head[0] === 0xff && (head[1]! & 0xf6) === 0xf0) return audio("AAC", "aac");
  if (head.length >= 2 && head[0] === 0xff && (head[1]! & 0xe6) === 0xe2) return audio("MP3", "mp3");
  return { kind: isText(head) ? "text" : "unknown" };
}

const archiveStarts = [
  // zip (also empty and split), rar 4 and 5, 7z, gzip, bzip2, xz, zstd, compress, lz4, cab
  ...["504b0304", "504b0506", "504b0708", "526172211a0700", "526172211a070100", "377abcaf271c", "1f8b"],
  ...["425a68", "fd377a585a00", "28b52ffd", "1f9d", "04224d18", "4d534346"],
].map((hex) => Buffer.from(hex, "hex"));

/** By the first bytes; tar has its name at byte 257. */
export const isArchive = (head: Buffer): boolean =>
  archiveStarts.some((start) => head.subarray(0, start.length).equals(start)) ||
  head.subarray(257, 262).toString("latin1") === "ustar";

/** Sync bytes 188 (TS) or 192 (M2TS, four bytes in) apart; capture may have begun inside a packet. */
function isTransportStream(head: Buffer): boolean {
  for (const packetBytes of [188, 192]) {
    for (let start = 0; start < packetBytes; start += 1) {
      if (head.length < start + 4 * packetBytes + 1) break;
      if ([0, 1, 2, 3, 4].every((n) => head[start + n * packetBytes] === 0x47)) return true;
    }
  }
  return false;
}

const isText = (head: Buffer): boolean =>
  head.length > 0 && !head.includes(0) && head.every((byte) => byte >= 32 || (byte >= 7 && byte <= 13) || byte === 27);
