import { expect, test } from "vitest";
import { readAllEvents, readAllTranscript, withFile } from "./testing.ts";

const read = (content: string) => withFile(content, (filePath) => readAllTranscript(filePath));
const brief = async (content: string) =>
  (await read(content)).segments.map(({ startMs, endMs, text }) => [startMs, endMs, text]);

test("SRT with blank lines in cues, tags and a broken time", async () => {
  const srt =
    "1\n00:00:01,000 --> 00:00:02,500\n<i>Hi</i>\n\nagain\n\n2\n00:00:xx --> 00:00:04,000\nlost\n\n3\n00:00:05,000 --> 00:00:06,000\nBye &amp; thanks\n";
  const { segments, report } = await read(srt);
  expect(segments.map((one) => one.text)).toEqual(["Hi again", "Bye & thanks"]);
  expect(report).toMatchObject({ format: "srt", unreadableCount: 1 });
});

test("WebVTT with settings, notes and short times", async () => {
  expect(
    await brief(
      "WEBVTT\n\nNOTE hello\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v Ann>Hello\n\n00:00:03.000 --> 00:00:02.000\nback\n",
    ),
  ).toEqual([
    [1_000, 2_000, "Hello"],
    [3_000, 3_000, "back"],
  ]);
});

test("Whisper JSON with words, whisper.cpp and chunks", async () => {
  const { segments, report } = await read(
    JSON.stringify({
      text: "a b",
      segments: [{ start: 1, end: 2.5, text: " a b ", words: [{ word: " a", start: 1, end: 1.5 }] }],
    }),
  );
  expect(segments).toEqual([
    { startMs: 1_000, endMs: 2_500, text: "a b", words: [{ startMs: 1_000, endMs: 1_500, text: "a" }] },
  ]);
  expect(report.format).toBe("whisper-json");
  expect(await brief(JSON.stringify({ transcription: [{ offsets: { from: 500, to: 900 }, text: "x" }] }))).toEqual([
    [500, 900, "x"],
  ]);
  expect(await brief(JSON.stringify({ chunks: [{ timestamp: [1, null], text: "y" }] }))).toEqual([[1_000, 1_000, "y"]]);
});

test("lines of HH:MM:SS: text last until the next, 15 s at most", async () => {
  expect(await brief("00:00:01: one\n00:00:04: two\nmore\n[00:01:00] three\n")).toEqual([
    [1_000, 4_000, "one"],
    [4_000, 19_000, "two more"],
    [60_000, 65_000, "three"],
  ]);
});

test("events: websocket messages, JSON lines, own shape, chat lines; times by the stream's start", async () => {
  const streamStartedAt = new Date("2024-01-01T00:00:00Z");
  const events = (content: string) => withFile(content, (filePath) => readAllEvents(filePath, { streamStartedAt }));
  const socket = {
    metadata: { message_timestamp: "2024-01-01T00:01:00.5Z", subscription_type: "channel.raid" },
    payload: {
      subscription: { type: "channel.raid", created_at: "2020-01-01T00:00:00Z" },
      event: { from_broadcaster_user_name: "Ann", viewers: 9 },
    },
  };
  expect((await events(JSON.stringify([socket]))).events).toEqual([
    { offsetMs: 60_500, kind: "raid", actor: "Ann", amount: 9, text: null },
  ]);
  const lines = await events(
    `${JSON.stringify({ offsetSeconds: 5, kind: "gift", actor: "Bo", amount: 3 })}\nnonsense\n${JSON.stringify(socket)}\n`,
  );
  expect(lines.events.map((one) => [one.kind, one.offsetMs])).toEqual([
    ["gift", 5_000],
    ["raid", 60_500],
  ]);
  expect(lines.report.unreadableCount).toBe(1);
  expect((await events("[0:00:09] <a> Bob is gifting 5 Tier 1 Subs to x!\n[0:00:10] <a> hi\n")).events).toMatchObject([
    { kind: "gift", amount: 5, offsetMs: 9_000 },
  ]);
});
