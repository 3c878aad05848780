import { describe, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { readAllChat, readAllEvents, readAllTranscript, withFile } from "./testing.ts";

/** Small files in the shapes that exporters write, by their documentation; none of them is anybody's recording. */
const read = (content: string | Uint8Array, options?: Parameters<typeof readAllChat>[1]) =>
  withFile(content, (filePath) => readAllChat(filePath, options));
const startedAt = new Date("2024-05-01T20:00:00Z");

const twitchComment = (seconds: number, body: string, more: object = {}) => ({
  _id: `c${seconds}`,
  created_at: new Date(+startedAt + seconds * 1000).toISOString(),
  content_offset_seconds: seconds,
  commenter: { display_name: "Ann", _id: "1", name: "ann", logo: "https://cdn.example/x.png" },
  message: {
    body,
    bits_spent: 0,
    fragments: [{ text: body, emoticon: null }],
    user_badges: [{ _id: "subscriber", version: "12" }],
    user_color: "#FF0000",
    emoticons: [{ _id: "25", begin: 0, end: 4 }],
    ...more,
  },
});
const youtubeText = (ms: number, text: string) => ({
  clickTrackingParams: "x",
  replayChatItemAction: {
    actions: [
      {
        addChatItemAction: {
          item: {
            liveChatTextMessageRenderer: {
              message: { runs: [{ text }] },
              authorName: { simpleText: "Ann" },
              timestampUsec: String(1.7e15 + ms * 1000),
              timestampText: { simpleText: "0:01" },
            },
          },
          clientId: "x",
        },
      },
    ],
    videoOffsetTimeMsec: String(ms),
  },
});
const kick = (seconds: number, content: string) => ({
  id: `k${seconds}`,
  chat_id: 1,
  user_id: 2,
  content,
  type: "message",
  created_at: new Date(+startedAt + seconds * 1000).toISOString(),
  sender: { id: 2, slug: "kim", username: "Kim", identity: { color: "#fff", badges: [] } },
});
const downloader = (seconds: number, message: string, more: object = {}) => ({
  action_type: "add_chat_item",
  message_id: `d${seconds}`,
  message,
  message_type: "text_message",
  timestamp: +startedAt * 1000 + seconds * 1e6,
  time_in_seconds: seconds,
  time_text: "0:05",
  author: { id: "3", name: "bob", display_name: "Bob", badges: [] },
  ...more,
});
const lines = (values: unknown[]) => values.map((one) => `${JSON.stringify(one)}\n`).join("");

describe("exports", () => {
  test.each<[string, string, string, [number, string, string][]]>([
    [
      "TwitchDownloader with FileInfo, emotes and embedded pictures before the comments",
      JSON.stringify({
        FileInfo: { Version: { Major: 1, Minor: 4 }, CreatedAt: "2024-05-02T00:00:00Z" },
        embeddedData: {
          thirdParty: [{ id: "e", name: "KEKW", data: "iVBORw0KGgo".repeat(30_000), width: 28 }],
          firstParty: [{ id: "25", data: "AAAA" }],
          twitchBadges: [{ name: "subscriber", versions: { 12: { bytes: "AAAA" } } }],
        },
        comments: [twitchComment(-3, "early"), twitchComment(1.25, "Kappa KEKW"), twitchComment(4000, "late")],
      }),
      "twitch-comments-json",
      [
        [-3_000, "Ann", "early"],
        [1_250, "Ann", "Kappa KEKW"],
        [4_000_000, "Ann", "late"],
      ],
    ],
    [
      "Twitch comments whose text is only in fragments",
      JSON.stringify({
        comments: [twitchComment(2, "", { body: undefined, fragments: [{ text: "a " }, { text: "b" }] })],
      }),
      "twitch-comments-json",
      [[2_000, "Ann", "a b"]],
    ],
    [
      "yt-dlp live_chat.json with lines that say nothing",
      lines([
        youtubeText(0, "first"),
        {
          replayChatItemAction: {
            actions: [{ liveChatViewerEngagementMessageRenderer: {} }],
            videoOffsetTimeMsec: "5",
          },
        },
        {
          replayChatItemAction: { actions: [{ addLiveChatTickerItemAction: { item: {} } }], videoOffsetTimeMsec: "9" },
        },
        youtubeText(61_500, "말도 안돼"),
      ]),
      "youtube-actions",
      [
        [0, "Ann", "first"],
        [61_500, "Ann", "말도 안돼"],
      ],
    ],
    [
      "chat-downloader as an array",
      JSON.stringify([downloader(5, "hola"), downloader(-1, "before")]),
      "chat-downloader-json",
      [
        [5_000, "Bob", "hola"],
        [-1_000, "Bob", "before"],
      ],
    ],
    [
      "chat-downloader as JSON lines of a live capture (clock in microseconds)",
      lines([downloader(5, "hola", { time_in_seconds: undefined, time_text: undefined })]),
      "chat-downloader-json",
      [[5_000, "Bob", "hola"]],
    ],
    [
      "Kick's own answer pages",
      JSON.stringify({ status: { code: 200 }, data: { messages: [kick(7, "[emote:37226:KEKW]")], cursor: "1" } }),
      "kick-json",
      [[7_000, "Kim", "[emote:37226:KEKW]"]],
    ],
    [
      "Kick as JSON lines",
      lines([kick(7, "a"), kick(8, "b")]),
      "kick-json",
      [
        [7_000, "Kim", "a"],
        [8_000, "Kim", "b"],
      ],
    ],
    ["Kick as a list", JSON.stringify([kick(9, "c")]), "kick-json", [[9_000, "Kim", "c"]]],
    [
      "Chatterino with a zone",
      "# Start logging at 2024-05-01 21:59:00 CEST\n[22:00:10]  ann: hallo\n[22:00:11]  bob: na: so was\n",
      "clock-log",
      [
        [10_000, "ann", "hallo"],
        [11_000, "bob", "na: so was"],
      ],
    ],
    [
      "a log with dates and a channel",
      "[2024-05-01 20:00:10] #chan ann: hi\n[2024-05-01 20:00:12] #chan bob: yo\n",
      "dated-log",
      [
        [10_000, "ann", "hi"],
        [12_000, "bob", "yo"],
      ],
    ],
    ["WeeChat", "2024-05-01 20:00:10\t@ann\thi\n", "dated-log", [[10_000, "ann", "hi"]]],
    ["CSV with semicolons", "Time;User;Message\n0:00:05;ann;a, b\n", "csv", [[5_000, "ann", "a, b"]]],
    ["CSV with tabs", "offset\tname\ttext\n5\tann\thi\n", "csv", [[5_000, "ann", "hi"]]],
    ["CSV in milliseconds", "author,offset_ms,body\nann,1500,hi\n", "csv", [[1_500, "ann", "hi"]]],
    [
      "CSV with ISO times",
      'timestamp,username,message\n2024-05-01T20:00:07Z,ann,"x ""y"""\n',
      "csv",
      [[7_000, "ann", 'x "y"']],
    ],
    [
      "CSV with negative times and CRLF",
      "time,user_name,user_color,message\r\n-4.5,ann,#fff,hi\r\n",
      "csv",
      [[-4_500, "ann", "hi"]],
    ],
    ["CSV without names", "seconds,message\n3,hi\n", "csv", [[3_000, "unknown", "hi"]]],
  ])("%s", async (_name, content, format, expected) => {
    const { messages, report } = await read(content, { streamStartedAt: startedAt });
    expect(messages.map(({ offsetMs, author, text }) => [offsetMs, author, text])).toEqual(expected);
    expect(report).toMatchObject({ format, parsedCount: expected.length, unreadableCount: 0 });
  });

  test("gifts, memberships and money in exports are events", async () => {
    const paid = downloader(9, "wow", { message_type: "paid_message", money: { amount: 5, currency: "EUR" } });
    const gift = downloader(10, "", { message_type: "sponsorships_gift_purchase_announcement" });
    const { events, messages } = await read(JSON.stringify([downloader(1, "hi"), paid, gift]));
    expect(events.map(({ kind, offsetMs }) => [kind, offsetMs])).toEqual([
      ["cheer", 9_000],
      ["gift", 10_000],
    ]);
    expect(messages.map((one) => one.text)).toEqual(["hi", "wow"]);
  });

  test("unsorted and doubled lines are taken as they are; scoring sorts and counts them once", async () => {
    const { messages } = await read("[0:00:09] <a> late\n[0:00:01] <a> early\n[0:00:01] <a> early\n");
    expect(messages.map((one) => one.offsetMs)).toEqual([9_000, 1_000, 1_000]);
  });

  test("Whisper JSON of the command line, of whisper.cpp and of the API", async () => {
    const transcripts = (content: string) => withFile(content, (filePath) => readAllTranscript(filePath));
    const own = {
      text: "a b",
      segments: [{ id: 0, seek: 0, start: 1.5, end: 2.25, text: " 不会吧", tokens: [1], temperature: 0 }],
      language: "zh",
    };
    expect((await transcripts(JSON.stringify(own))).segments).toMatchObject([
      { startMs: 1_500, endMs: 2_250, text: "不会吧" },
    ]);
    const cpp = {
      systeminfo: "x",
      params: { model: "m" },
      result: { language: "en" },
      transcription: [
        { timestamps: { from: "00:00:01,000", to: "00:00:02,000" }, offsets: { from: 1_000, to: 2_000 }, text: " hi" },
      ],
    };
    expect((await transcripts(JSON.stringify(cpp))).segments).toMatchObject([
      { startMs: 1_000, endMs: 2_000, text: "hi" },
    ]);
    expect(
      (
        await transcripts(
          lines([
            { start: 0, end: 1, text: "x" },
            { start: 1, end: 2, text: "y" },
          ]),
        )
      ).segments,
    ).toHaveLength(2);
  });
});

describe("hostile text", () => {
  const hostile = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    `z${"\u0300\u0301\u0302\u0315\u031b".repeat(300)}algo`,
    "\u202Eesrever\u2066 and \u200F more",
    "a\u0000b\u0007c\u001b[31m",
    "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}".repeat(200),
    "' ; drop table chat_messages; -- \\N \\. \t tab",
  ];
  test.each(hostile)("%j is kept, but for what can't be stored", async (text) => {
    const { messages, report } = await read(`[0:00:01] <a> ${text}\n[0:00:02] <b> end\n`);
    expect(report).toMatchObject({ parsedCount: 2, unreadableCount: 0 });
    expect(messages[0]!.text).toBe(text.replaceAll("\u0000", "").slice(0, 1_999) + (text.length > 2_000 ? "…" : ""));
    expect(messages[0]!.text.isWellFormed()).toBe(true);
    expect(messages[1]!.text).toBe("end");
  });

  test("a million characters without a line break are cut, in every format", async () => {
    const long = "x".repeat(1_000_000);
    for (const content of [
      `[0:00:01] <a> ${long}\n`,
      JSON.stringify({ comments: [twitchComment(1, long)] }),
      lines([downloader(1, long)]),
      `time,user,message\n1,a,${long.slice(0, 90_000)}\n`,
    ]) {
      const { messages } = await read(content);
      expect(messages).toHaveLength(1);
      expect(messages[0]!.text).toHaveLength(2_000);
    }
  });
});

describe("files of another kind say what they look like", () => {
  const chat = async (content: string | Uint8Array) =>
    read(content).then(
      () => "taken",
      (error: unknown) => error,
    );
  test.each<[string, string | Uint8Array, RegExp]>([
    ["Matroska", Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3, 4]), /Matroska/],
    ["PNG", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), /PNG/],
    ["RIFF", Buffer.from("RIFF0000WAVE"), /AVI video or WAV/],
    ["SRT", "1\n00:00:01,000 --> 00:00:02,000\nhi\n", /subtitles/],
    ["Whisper JSON", JSON.stringify({ segments: [{ start: 1, end: 2, text: "x" }] }), /JSON without chat messages/],
    ["damaged JSON", '{"comments": [{"content_offset_seconds": ', /damaged JSON|JSON without chat/],
    ["CSV without a message", "time,price\n1,2\n", /plain text/],
    ["UTF-16 prose", Buffer.from("\uFEFFDear diary\n", "utf16le"), /plain text/],
  ])("%s as chat", async (_name, content, message) => {
    const error = await chat(content);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "signal_unreadable", message: expect.stringMatching(message) });
  });

  test("chat as a transcript, a transcript as events", async () => {
    const transcript = withFile("Dear diary\n", (filePath) => readAllTranscript(filePath));
    await expect(transcript).rejects.toMatchObject({ code: "signal_unreadable" });
    const events = withFile("WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n", (filePath) => readAllEvents(filePath));
    await expect(events).rejects.toMatchObject({ code: "signal_unreadable" });
  });
});
