import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { readAllChat, readAllEvents, readAllTranscript, sharedData, withFile } from "./testing.ts";

const hasShared = existsSync(sharedData);
if (!hasShared) process.stderr.write("skipped: no shared data\n");
const read = (content: string | Uint8Array, options?: Parameters<typeof readAllChat>[1]) =>
  withFile(content, (filePath) => readAllChat(filePath, options));
const texts = (messages: { offsetMs: number; author: string; text: string }[]) =>
  messages.map(({ offsetMs, author, text }) => [offsetMs, author, text]);

describe.skipIf(!hasShared)("real files", () => {
  test.each([
    ["formats/tcd-81k-continuation-lines.txt.gz", "twitch-text", 80_964, 25, 150],
    ["formats/tcd-empty.txt.gz", "empty", 0, 0, 0],
    ["formats/tcd-one-message.txt.gz", "twitch-text", 1, 0, 0],
    ["formats/irc-crosses-midnight.txt.gz", "dated-log", 40_179, 0, 0],
    ["formats/twitch-v5-comments.json.gz", "twitch-comments-json", 3_069, 21, 0],
    ["formats/twitchdownloader-2021.json.gz", "twitch-comments-json", 1_799, 44, 0],
    ["formats/youtube/chatdownloader_youtube_actions.json", "youtube-actions", 1, 3, 0],
    ["formats/youtube/pytchat_chatreplay.json", "youtube-actions", 48, 1, 0],
    ["formats/youtube/pytchat_compatible_newSponsor.json", "youtube-actions", 0, 1, 0],
    ["formats/youtube/pytchat_compatible_superchat.json", "youtube-actions", 1, 1, 0],
    ["formats/youtube/pytchat_compatible_supersticker.json", "youtube-actions", 0, 1, 0],
    ["formats/youtube/pytchat_compatible_textmessage.json", "youtube-actions", 1, 0, 0],
    ["formats/youtube/pytchat_unregistered_currency.json", "youtube-actions", 1, 1, 0],
    ["chat-cliplinks/WoolieVersus_0353126796.txt.gz", "twitch-text", 34_703, 79, 0],
    ["chat-cliplinks/wayneradiotv_0603596450.txt.gz", "twitch-text", 23_166, 274, 0],
    ["chat-cliplinks/Maximilian_DOOD_1042077937.txt.gz", "twitch-text", 21_774, 313, 0],
  ])("%s", async (file, format, messages, events, continuations) => {
    const { report } = await readAllChat(path.join(sharedData, file));
    expect(report).toMatchObject({ format, parsedCount: messages, eventCount: events, unreadableCount: 0 });
    expect(report.continuationCount).toBe(continuations);
  });

  test("a log with dates goes on after midnight", async () => {
    const { messages } = await readAllChat(path.join(sharedData, "formats/irc-crosses-midnight.txt.gz"));
    expect(messages[0]).toEqual({ offsetMs: 0, author: "djchizzles", text: "henlo friendos" });
    expect(messages.at(-1)!.offsetMs).toBe(89_291_000);
  });

  test("every documented notification is read or knowingly skipped", async () => {
    const dir = path.join(sharedData, "formats/eventsub");
    const kinds: Record<string, number> = {};
    for (const file of readdirSync(dir)) {
      const { events, report } = await readAllEvents(path.join(dir, file));
      expect(report.unreadableCount).toBe(0);
      for (const { kind } of events) kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    expect(kinds).toEqual({ cheer: 2, gift: 2, hype_train: 6, raid: 1, redemption: 1, sub: 11 });
  });

  test("transcripts", async () => {
    const srt = await readAllTranscript(path.join(sharedData, "formats/transcripts/podcast-61min.srt"));
    expect(srt.report).toMatchObject({ format: "srt", parsedCount: 1_535, unreadableCount: 0 });
    const vtt = await readAllTranscript(path.join(sharedData, "formats/transcripts/youtube-autocaption.en.vtt"));
    expect(vtt.segments.map((one) => one.text)).toEqual([
      "computing and u a lot of ongoing work",
      "and certainly a very exciting space to",
      "keep track of bye",
    ]);
  });
});

describe("text", () => {
  test("names lose their marks of rank; lines without a time continue the message before", async () => {
    const { messages, report } = await read("[0:00:01] <%+Ann> hello\r\nand more\n[1:02:03] <@bob> <b>hi</b> > you\n");
    expect(texts(messages)).toEqual([
      [1_000, "Ann", "hello\nand more"],
      [3_723_000, "bob", "<b>hi</b> > you"],
    ]);
    expect(report).toMatchObject({ format: "twitch-text", continuationCount: 1, unreadableCount: 0 });
  });

  test("broken lines are counted with at most five examples", async () => {
    const broken = Array.from({ length: 7 }, (_, i) => `[0:99:${10 + i}] <a> bad time`).join("\n");
    const { messages, report } = await read(
      `[0:00:01] <a> one\n${broken}\n[0:00:09] no name at all\n[0:00:10] <a> two\n`,
    );
    expect(messages).toHaveLength(2);
    expect(report.unreadableCount).toBe(8);
    expect(report.unreadableExamples).toHaveLength(5);
    expect(report.unreadableExamples[0]).toEqual({ line: 2, text: "[0:99:10] <a> bad time" });
  });

  test("NUL bytes go, half characters become whole, a message of 1 MB is cut", async () => {
    const { messages } = await read(
      `[0:00:01] <a> x\u0000y\n[0:00:02] <a> ${"ж".repeat(1_000_000)}\n[0:00:03] <a> end\n`,
    );
    expect(messages.map((one) => one.text.length)).toEqual([2, 2_000, 3]);
    expect(messages[0]!.text).toBe("xy");
  });

  test("TwitchDownloader text, negative offsets, a manual offset", async () => {
    const { messages } = await read("[-0:00:05] Ann: early\n[0:00:04] Bob: later: yes\n", { offsetMs: 1_000 });
    expect(texts(messages)).toEqual([
      [-4_000, "Ann", "early"],
      [5_000, "Bob", "later: yes"],
    ]);
  });

  test("dated logs are aligned by the stream's start", async () => {
    const log = "[2024-05-01 23:59:58] <ann> a\n[2024-05-02 00:00:02] <ann> b\n";
    const { messages } = await read(log, { streamStartedAt: new Date("2024-05-01T23:59:00Z") });
    expect(messages.map((one) => one.offsetMs)).toEqual([58_000, 62_000]);
    expect((await read(log)).messages.map((one) => one.offsetMs)).toEqual([0, 4_000]);
  });

  test("Chatterino logs have a time of day, a zone and a midnight", async () => {
    const log =
      "# Start logging at 2024-05-01 23:59:00 UTC+02:00\n[23:59:30]  ann: a\n[00:00:30]  bob: b\n# Stop logging at x\n";
    const { messages, report } = await read(log, { streamStartedAt: new Date("2024-05-01T21:59:00Z") });
    expect(texts(messages)).toEqual([
      [30_000, "ann", "a"],
      [90_000, "bob", "b"],
    ]);
    expect(report).toMatchObject({ format: "clock-log", unreadableCount: 0 });
  });

  test("irssi logs", async () => {
    const log =
      "--- Log opened Fri Oct 30 23:58:00 2020\n23:58 <@ann> a\n23:59 -!- bob has joined\n--- Day changed Sat Oct 31 2020\n00:01 <+bob> b\n";
    const { messages, report } = await read(log);
    expect(texts(messages)).toEqual([
      [0, "ann", "a"],
      [180_000, "bob", "b"],
    ]);
    expect(report.unreadableCount).toBe(0);
  });

  test("CSV with quotes, and UTF-16", async () => {
    const csv = 'time,user_name,message\n1.5,ann,"hi, ""you""\nthere"\nx,bob,broken\n0:01:00,bob,late\n';
    const { messages, report } = await read(Buffer.from(`\uFEFF${csv}`, "utf16le"));
    expect(texts(messages)).toEqual([
      [1_500, "ann", 'hi, "you"\nthere'],
      [60_000, "bob", "late"],
    ]);
    expect(report).toMatchObject({ format: "csv", unreadableCount: 1 });
  });

  test("event lines are events, not messages", async () => {
    const { messages, events } = await read(
      [
        "[0:00:01] <a> Ann subscribed at Tier 1. They've subscribed for 5 months! hello",
        "[0:00:02] <b> Bob is gifting 20 Tier 1 Subs to x's community!",
        "[0:00:03] <c> Bob gifted a Tier 1 sub to Carl!",
        "[0:00:04] <d> 120 raiders from Dora have joined!",
        "[0:00:05] <e> Cheer100 nice cheer50",
        "[0:00:06] <f> I subscribed yesterday",
        "[0:00:07] <f> raid them",
      ].join("\n"),
    );
    expect(events.map(({ kind, amount, actor }) => [kind, amount, actor])).toEqual([
      ["sub", null, "Ann"],
      ["gift", 20, "Bob"],
      ["gift", 1, "Bob"],
      ["raid", 120, "Dora"],
      ["cheer", 150, "e"],
    ]);
    expect(messages).toHaveLength(2);
  });
});

describe("JSON", () => {
  test("TwitchDownloader with FileInfo, bits and embedded emotes", async () => {
    const comment = (seconds: number, body: string, bits = 0) => ({
      content_offset_seconds: seconds,
      commenter: { display_name: "Ann", name: "ann" },
      message: { body, bits_spent: bits, fragments: [{ text: body }] },
    });
    const file = {
      FileInfo: { Version: { Major: 1 } },
      streamer: { name: "x" },
      video: { title: "a [b] {c}", chapters: [{ id: "1" }] },
      comments: [
        comment(1.5, 'say "}]" \\ '),
        comment(2, "Cheer100", 100),
        { content_offset_seconds: "x" },
        comment(3, "end"),
      ],
      embeddedData: { thirdParty: [{ data: "A".repeat(300_000) }] },
    };
    const { messages, events, report } = await read(gzipSync(JSON.stringify(file)));
    expect(messages.map((one) => one.text)).toEqual(['say "}]" \\ ', "end"]);
    expect(events).toMatchObject([{ kind: "cheer", amount: 100 }]);
    expect(report).toMatchObject({ format: "twitch-comments-json", unreadableCount: 1 });
  });

  test("yt-dlp live_chat.json, chat-downloader and Kick", async () => {
    const renderer = {
      message: { runs: [{ text: "hi " }, { emoji: { emojiId: "😂" } }] },
      authorName: { simpleText: "Ann" },
    };
    const line = (ms: number) =>
      JSON.stringify({
        replayChatItemAction: {
          actions: [{ addChatItemAction: { item: { liveChatTextMessageRenderer: renderer } } }],
          videoOffsetTimeMsec: String(ms),
        },
      });
    const youtube = await read(`${line(1_000)}\n{broken\n${line(2_000)}\n`);
    expect(texts(youtube.messages)).toEqual([
      [1_000, "Ann", "hi 😂"],
      [2_000, "Ann", "hi 😂"],
    ]);
    expect(youtube.report.unreadableCount).toBe(1);
    const downloader = await read(
      JSON.stringify([{ time_in_seconds: -2, message: "hey", author: { name: "bob" }, message_type: "text_message" }]),
    );
    expect(texts(downloader.messages)).toEqual([[-2_000, "bob", "hey"]]);
    const kick = (at: string) => ({ id: at, content: "yo", created_at: at, sender: { username: "kim" } });
    const kicked = await read(
      JSON.stringify({ data: { messages: [kick("2024-01-01T00:00:10Z"), kick("2024-01-01T00:00:12.5Z")] } }),
      { streamStartedAt: new Date("2024-01-01T00:00:00Z") },
    );
    expect(kicked.messages.map((one) => one.offsetMs)).toEqual([10_000, 12_500]);
    expect(kicked.report.format).toBe("kick-json");
  });

  test("half surrogates and NUL in escapes are made storable; a cut-off file keeps what it had", async () => {
    const comment = '{"content_offset_seconds":1,"commenter":null,"message":{"body":"a\\ud83d\\u0000b"}}';
    const { messages, report } = await read(`{"comments":[${comment},${comment.slice(0, 40)}`);
    expect(messages.map((one) => one.text)).toEqual(["a\uFFFDb"]);
    expect(report.unreadableCount).toBe(1);
  });
});

describe("files that are no chat", () => {
  test.each([
    ["an MP4", Buffer.concat([Buffer.from([0, 0, 0, 32]), Buffer.from("ftypisom0000")]), /MP4/],
    ["a PDF", "%PDF-1.7\nstuff", /PDF/],
    ["HTML", "<!DOCTYPE html><html></html>", /web page/],
    ["a ZIP", Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), /ZIP/],
    ["binary", Buffer.alloc(4_096), /binary/],
    ["subtitles", "WEBVTT\n\n00:01.000 --> 00:02.000\nhi", /subtitles/],
    ["prose", "Dear diary,\ntoday nothing happened.\n", /plain text/],
    ["other JSON", '[{"a":1},{"a":2}]', /JSON without chat/],
    ["damaged gzip", gzipSync("[0:00:01] <a> hi\n".repeat(999)).subarray(0, 40), /damaged/],
  ])("%s is refused with what it looks like", async (_name, content, message) => {
    const error = await read(content as string).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe("signal_unreadable");
    expect((error as AppError).message).toMatch(message);
  });

  test("an empty file, blank lines and an empty list are chats of 0 messages", async () => {
    for (const content of ["", "\n\n  \n", "[]", '{"comments":[]}']) {
      expect((await read(content)).report).toMatchObject({ parsedCount: 0, unreadableCount: 0 });
    }
  });
});

test("whatever a file holds, reading it ends well or in a named error", async () => {
  const fragment = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom(
      "[0:00:01] <a> hi",
      "[",
      "{",
      "}",
      '"',
      "\\",
      "{}",
      '{"comments":[',
      '{"content_offset_seconds":1,"message":{"body":"x"}}',
      "[2020-01-01 00:00:00] <a> x",
      "time,user,message",
      '1,"a',
      "WEBVTT",
      "00:00:01.000 --> 00:00:02.000",
      "\n",
      "\r\n",
      "# Start logging at x",
      '{"subscription":{"type":"channel.raid"},"event":{"viewers":1e99}}',
      "0:01: hello",
      "[[",
      "]]",
      "1e999",
    ),
  );
  const content = fc.oneof(
    fc.array(fragment, { maxLength: 30 }).map((parts) => Buffer.from(parts.join("\n"))),
    fc.array(fragment, { maxLength: 30 }).map((parts) => Buffer.from(parts.join(""))),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.concat([gzipSync("[0:00:01] <a> hi"), Buffer.from(bytes)])),
  );
  await fc.assert(
    fc.asyncProperty(content, async (bytes) => {
      await withFile(bytes, async (filePath) => {
        for (const parse of [readAllChat, readAllEvents, readAllTranscript]) {
          try {
            const { report } = await parse(filePath);
            expect(report.parsedCount).toBeGreaterThanOrEqual(0);
            expect(report.unreadableExamples.length).toBeLessThanOrEqual(5);
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
          }
        }
      });
    }),
    { numRuns: 300 },
  );
});

test("a file in pieces of any size reads the same", async () => {
  const { scanRecords } = await import("./json-records.ts");
  const value = { comments: [{ a: 'x"y\\' }, { b: [1, { c: "}" }] }, { d: "é😂" }], other: [{ no: 1 }] };
  const text = JSON.stringify(value, null, 1);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), async (sizes) => {
      async function* pieces() {
        for (let at = 0, i = 0; at < text.length; i += 1) {
          const size = sizes[i % sizes.length]!;
          yield text.slice(at, at + size);
          at += size;
        }
      }
      const found: unknown[] = [];
      for await (const batch of scanRecords(pieces())) found.push(...batch.map((one) => one.value));
      expect(found).toEqual(value.comments);
    }),
  );
});

test.skipIf(!hasShared)("gzip and plain read the same", async () => {
  const packed = readFileSync(path.join(sharedData, "formats/tcd-one-message.txt.gz"));
  expect((await read(packed)).messages).toEqual((await read("[0:00:06] <alrobot2014> good afternoon\n")).messages);
});
