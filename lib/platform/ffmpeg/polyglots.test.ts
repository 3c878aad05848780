import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { createLog } from "#lib/platform/log.ts";
import { createTestConfig } from "#lib/platform/testing.ts";
import { probeFile } from "./probe-file.ts";

const { config, dir, remove } = createTestConfig();
afterAll(remove);
const ctx = { config, log: createLog({ level: "silent", name: "test" }), signal: new AbortController().signal };

const secretPath = path.join(dir, "secret.txt");
writeFileSync(secretPath, "not for you\n".repeat(100));
const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:${secretPath}\n#EXT-X-ENDLIST\n`;
const concat = `ffconcat version 1.0\nfile '${secretPath}'\n`;

const mp4Head = Buffer.from("\0\0\0\x18ftypisom\0\0\0\0isommp42", "latin1");
const free = (text: string) => {
  const box = Buffer.alloc(8);
  box.writeUInt32BE(8 + Buffer.byteLength(text));
  box.write("free", 4);
  return Buffer.concat([box, Buffer.from(text)]);
};

/** Files that are two things at once, and lists under the name of a video: the first bytes choose the demuxer, nothing else does. */
const files: Record<string, Buffer> = {
  "playlist.mp4": Buffer.from(playlist),
  "playlist-behind-blanks.mp4": Buffer.from(`\n\n   ${playlist}`),
  "concat.mkv": Buffer.from(concat),
  "mp4-then-playlist.mp4": Buffer.concat([mp4Head, free(playlist), Buffer.from(playlist)]),
  "mp4-then-concat.mp4": Buffer.concat([mp4Head, free(concat)]),
  "matroska-then-playlist.mkv": Buffer.concat([Buffer.from("1a45dfa3", "hex"), Buffer.from(playlist)]),
  "flv-then-playlist.flv": Buffer.concat([
    Buffer.from("FLV\x01\x05\0\0\0\x09\0\0\0\0", "latin1"),
    Buffer.from(playlist),
  ]),
  "zip-named-mp4.mp4": Buffer.concat([Buffer.from("504b0304", "hex"), Buffer.alloc(400, 7)]),
  "svg-image.mp4": Buffer.from(`<?xml version="1.0"?><svg><image href="file:${secretPath}"/></svg>`),
  "sdp.mp4": Buffer.from("v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n"),
  "subtitles-demuxer.avi": Buffer.from("RIFF\0\0\0\0AVI GAB2", "latin1"),
};

test.each(Object.entries(files))("%s is no video, and nothing that it names is read", async (name, content) => {
  const filePath = path.join(dir, name);
  writeFileSync(filePath, content);
  // Some builds find a container without anything in it, which processing refuses then.
  const found = await probeFile(ctx, filePath).catch((thrown) => thrown);
  if (found instanceof AppError) expect(found.code).toMatch(/^media_(unreadable|truncated|no_video)$/);
  else expect(found).toMatchObject({ video: null, audio: [] });
  expect(JSON.stringify([found, found.message, found.details])).not.toContain("not for you");
});
