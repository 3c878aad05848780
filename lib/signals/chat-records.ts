import { parseClock, parseInstant, type TimeAligner } from "./clock.ts";
import { findEventOfNotice } from "./eventsub.ts";
import type { JsonRecord } from "./json-records.ts";
import { arrayAt, isObject, type Json, numberAt, objectAt, stringAt } from "./json-value.ts";
import type { ParseReport, StreamEvent } from "./model.ts";
import { readYoutubeAction } from "./youtube-actions.ts";

export type RecordTarget = {
  message: (offsetMs: number, author: string, text: string) => void;
  event: (event: StreamEvent) => void;
  unreadable: (text: string) => void;
};

/** Reads one JSON record of a chat export into the target; the format is recognised record by record. */
export function chatRecordReader(
  aligner: TimeAligner,
  report: Pick<ParseReport, "format">,
  target: RecordTarget,
): (record: JsonRecord) => void {
  const name = (format: string) => {
    if (report.format === "empty") report.format = format;
  };
  return ({ value, text }) => {
    if (!isObject(value)) return target.unreadable(text);
    if ("content_offset_seconds" in value) {
      if (readTwitchComment(value, aligner, target)) return name("twitch-comments-json");
    } else if (readYoutubeAction(value, aligner, target)) return name("youtube-actions");
    else if (isObject(value.sender) && "content" in value) {
      if (readKickMessage(value, aligner, target)) return name("kick-json");
    } else if (isObject(value.subscription) || isObject(value.payload)) {
      if (readChatNotification(value, aligner, target)) return name("eventsub-json");
    } else if (readChatDownloader(value, aligner, target)) return name("chat-downloader-json");
    target.unreadable(text);
  };
}

/** Twitch comments (v5) and TwitchDownloader: `content_offset_seconds`, `message.body` or `message.fragments`. */
function readTwitchComment(value: Json, aligner: TimeAligner, target: RecordTarget): boolean {
  const seconds = numberAt(value, "content_offset_seconds");
  const message = objectAt(value, "message");
  if (seconds === null) return false;
  const body =
    stringAt(message, "body") ??
    arrayAt(message, "fragments")
      .map((one) => stringAt(one, "text") ?? "")
      .join("");
  const commenter = objectAt(value, "commenter");
  const author = stringAt(commenter, "display_name", "name", "displayName", "login") ?? "unknown";
  const offsetMs = aligner.relative(seconds * 1000);
  const bits = numberAt(message, "bits_spent");
  if (bits !== null && bits > 0) {
    target.event({ offsetMs, kind: "cheer", actor: author, amount: bits, text: body });
    return true;
  }
  const notice = stringAt(objectAt(message, "user_notice_params"), "msg-id", "msg_id");
  const event = notice
    ? findEventOfNotice(notice, objectAt(message, "user_notice_params"), offsetMs, author, body)
    : null;
  if (event) target.event(event);
  else target.message(offsetMs, author, body);
  return true;
}

/** A Kick export: `content`, `sender.username`, `created_at`. */
function readKickMessage(value: Json, aligner: TimeAligner, target: RecordTarget): boolean {
  const at = readTime(value, aligner);
  const author = stringAt(value.sender, "username", "slug");
  if (at === null || author === null) return false;
  target.message(at, author, stringAt(value, "content") ?? "");
  return true;
}

/** chat-downloader's own shape: `time_in_seconds`, `message`, `author.display_name`, `message_type`, `money`. */
function readChatDownloader(value: Json, aligner: TimeAligner, target: RecordTarget): boolean {
  const text = stringAt(value, "message", "text", "body", "content", "msg");
  const author =
    stringAt(value.author, "display_name", "name") ??
    stringAt(value, "author", "user", "username", "user_name", "name", "nick", "display_name") ??
    stringAt(value.user, "display_name", "name", "username");
  const at = readTime(value, aligner);
  const type = stringAt(value, "message_type", "type") ?? "";
  if (at === null || (text === null && author === null)) return false;
  const amount = numberAt(value.money, "amount");
  const kinds: [RegExp, StreamEvent["kind"]][] = [
    [/gift/, "gift"],
    [/subscription|membership|resub|^sub$/, "sub"],
    [/raid/, "raid"],
    [/paid|bits|cheer|super/, "cheer"],
  ];
  const kind = kinds.find(([pattern]) => pattern.test(type))?.[1];
  if (kind) {
    target.event({ offsetMs: at, kind, actor: author, amount: amount === null ? null : Math.round(amount), text });
  }
  if (text !== null && (!kind || kind === "cheer")) target.message(at, author ?? "unknown", text);
  return true;
}

/** EventSub `channel.chat.message` kept as a chat log. */
function readChatNotification(value: Json, aligner: TimeAligner, target: RecordTarget): boolean {
  const event = "payload" in value ? objectAt(value, "payload", "event") : objectAt(value, "event");
  const text = stringAt(event.message, "text");
  const author = stringAt(event, "chatter_user_name", "chatter_user_login");
  const at =
    readTime({ ...value, ...objectAt(value, "metadata") }, aligner) ??
    readTime(objectAt(value, "subscription"), aligner);
  if (text === null || author === null || at === null) return false;
  target.message(at, author, text);
  return true;
}

/** The time of a record of unknown make: seconds from the start, a clock text, ISO time, or epoch in s, ms or µs. */
export function readTime(value: Json, aligner: TimeAligner): number | null {
  const seconds = numberAt(value, "time_in_seconds", "offset_seconds", "offsetSeconds", "video_offset", "at_seconds");
  if (seconds !== null) return aligner.relative(seconds * 1000);
  const ms = numberAt(value, "offset_ms", "offsetMs", "time_ms");
  if (ms !== null) return aligner.relative(ms);
  for (const key of [
    "message_timestamp",
    "timestamp",
    "received_at",
    "receivedAt",
    "created_at",
    "createdAt",
    "time",
    "date",
    "time_text",
    "offset",
    "at",
  ]) {
    const found = value[key];
    if (typeof found === "number" && Number.isFinite(found)) return fromNumber(found, aligner);
    if (typeof found === "string") {
      const instant = parseInstant(found);
      if (instant !== null) return aligner.absolute(instant);
      const clock = parseClock(found);
      if (clock !== null) return aligner.relative(clock);
      const number = found.trim() === "" ? Number.NaN : Number(found);
      if (Number.isFinite(number)) return fromNumber(number, aligner);
    }
  }
  return null;
}

/** Numbers tell their unit by size: below 2001 as an epoch they are seconds from the start. */
export function fromNumber(value: number, aligner: TimeAligner): number {
  if (Math.abs(value) < 1e9) return aligner.relative(value * 1000);
  if (value < 1e11) return aligner.absolute(value * 1000);
  if (value < 1e14) return aligner.absolute(value);
  return aligner.absolute(value / 1000);
}
