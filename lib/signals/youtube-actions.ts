import type { TimeAligner } from "./clock.ts";
import { arrayAt, isObject, type Json, numberAt, objectAt, stringAt } from "./json-value.ts";
import type { StreamEvent } from "./model.ts";

type Target = {
  message: (offsetMs: number, author: string, text: string) => void;
  event: (event: StreamEvent) => void;
};

/**
 * One YouTube live-chat action, raw or wrapped in `replayChatItemAction` (as in yt-dlp's `live_chat.json`).
 * True when it is one, also where it says nothing (deletions, polls, placeholders). Replays count from the video's
 * start; a live capture has only clock times.
 */
export function readYoutubeAction(value: Json, aligner: TimeAligner, target: Target): boolean {
  if (isObject(value.replayChatItemAction)) {
    const replay = value.replayChatItemAction;
    const ms = numberAt(replay, "videoOffsetTimeMsec") ?? numberAt(value, "videoOffsetTimeMsec");
    for (const action of arrayAt(replay, "actions")) {
      if (isObject(action)) readAction(action, ms === null ? null : aligner.relative(ms), aligner, target);
    }
    return true;
  }
  const known = Object.keys(value).some((key) =>
    /^(?:add|remove|mark|replace|show|update|close)\w*(?:Action|Command)$/.test(key),
  );
  if (known) readAction(value, null, aligner, target);
  return known;
}

function readAction(action: Json, replayMs: number | null, aligner: TimeAligner, target: Target): void {
  const item = objectAt(action, "addChatItemAction", "item");
  const name = Object.keys(item)[0];
  const renderer = name ? objectAt(item, name) : {};
  const usec = numberAt(renderer, "timestampUsec");
  const offsetMs = replayMs ?? (usec === null ? null : aligner.absolute(usec / 1000));
  if (name === undefined || offsetMs === null) return;
  const author = textOf(renderer.authorName) || "unknown";
  const text = textOf(renderer.message);
  const event = (kind: StreamEvent["kind"], amount: number | null, said: string) =>
    target.event({ offsetMs, kind, actor: author, amount, text: said || null });
  switch (name) {
    case "liveChatTextMessageRenderer":
      target.message(offsetMs, author, text);
      break;
    case "liveChatPaidMessageRenderer":
      event("cheer", null, `${textOf(renderer.purchaseAmountText)} ${text}`.trim());
      if (text !== "") target.message(offsetMs, author, text);
      break;
    case "liveChatPaidStickerRenderer":
      event("cheer", null, textOf(renderer.purchaseAmountText));
      break;
    case "liveChatDonationAnnouncementRenderer":
      event("cheer", null, textOf(renderer.text) || text);
      break;
    case "liveChatMembershipItemRenderer":
    case "liveChatLegacyPaidMessageRenderer":
      event(
        "sub",
        null,
        textOf(renderer.headerPrimaryText) || textOf(renderer.headerSubtext) || textOf(renderer.eventText),
      );
      if (text !== "") target.message(offsetMs, author, text);
      break;
    case "liveChatSponsorshipsGiftPurchaseAnnouncementRenderer": {
      const header = objectAt(renderer, "header", "liveChatSponsorshipsHeaderRenderer");
      const said = textOf(header.primaryText);
      const count = Number(/\d+/.exec(said)?.[0] ?? 1);
      target.event({ offsetMs, kind: "gift", actor: textOf(header.authorName) || author, amount: count, text: said });
      break;
    }
  }
}

/** Text of `{ simpleText }` or `{ runs: [{ text } | { emoji }] }`. */
function textOf(value: unknown): string {
  const simple = stringAt(value, "simpleText");
  if (simple !== null) return simple;
  return arrayAt(value, "runs")
    .map((run) => {
      const text = stringAt(run, "text");
      if (text !== null) return text;
      const emoji = objectAt(run, "emoji");
      const id = stringAt(emoji, "emojiId") ?? "";
      // A channel's own emoji has an id like `UC.../...`; its shortcut reads better.
      return emoji.isCustomEmoji === true || id.includes("/")
        ? ` ${String(arrayAt(emoji, "shortcuts")[0] ?? "")} `
        : id;
    })
    .join("")
    .replace(/ {2,}/g, " ")
    .trim();
}
