import { expect, test } from "vitest";
import { sniffContainer } from "./sniff-container.ts";

const ts = Buffer.alloc(188 * 6, 1);
for (let at = 0; at < ts.length; at += 188) ts[at] = 0x47;

function tarNamed(name: string): Buffer {
  const head = Buffer.alloc(1_024);
  head.write(name, "latin1");
  head.write("ustar", 257);
  return head;
}

test.each([
  ["mp4", Buffer.from("\0\0\0\x18ftypisom0000"), "video mov"],
  ["mov without ftyp", Buffer.from("\0\0\0\x08wide0000mdat"), "video mov"],
  ["mkv", Buffer.from("1a45dfa3010000", "hex"), "video matroska"],
  ["flv", Buffer.from("FLV\x01\x05"), "video flv"],
  ["avi", Buffer.from("RIFF0000AVI LIST"), "video avi"],
  ["ts", ts, "video mpegts"],
  ["ts cut inside a packet", ts.subarray(100), "video mpegts"],
  ["wav", Buffer.from("RIFF0000WAVEfmt "), "audio wav"],
  ["mp3", Buffer.from("ID3\x04"), "audio mp3"],
  ["m3u8", Buffer.from("#EXTM3U\n"), "playlist"],
  ["m3u8 behind a byte order mark", Buffer.from("\ufeff#EXTM3U\n"), "playlist"],
  ["concat", Buffer.from("ffconcat version 1.0\n"), "playlist"],
  ["dash", Buffer.from('<?xml version="1.0"?><MPD>'), "playlist"],
  ["html", Buffer.from("\n<!DOCTYPE html><html>"), "page"],
  ["zip", Buffer.from("504b0304", "hex"), "archive"],
  ["7z", Buffer.from("377abcaf271c", "hex"), "archive"],
  ["rar", Buffer.from("526172211a070100", "hex"), "archive"],
  ["gzip", Buffer.from("1f8b08", "hex"), "archive"],
  ["tar whose first name looks like an MP4", tarNamed("\0\0\0\x18ftypisom"), "archive"],
  ["text", Buffer.from("hello\nworld"), "text"],
  ["bytes", Buffer.from([0, 1, 2, 3, 250, 251, 0, 9, 9]), "unknown"],
])("%s", (_, head, expected) => {
  const found = sniffContainer(head);
  expect("demuxer" in found ? `${found.kind} ${found.demuxer}` : found.kind).toBe(expected);
});
