import type { StreamEvent } from "./model.ts";

const actorFirst = /^(\S{1,60}) /;
const subscribed = /^\S+ (?:subscribed (?:at Tier [123]|with (?:Twitch )?Prime)|converted from an? )/i;
const massGift = /^(?:An anonymous (?:user|gifter)|\S+) is gifting (\d+) /i;
const singleGift = /^(?:An anonymous (?:user|gifter)|\S+) gifted an? (?:.*? )?sub to /i;
const continuing = /^\S+ is (?:continuing the Gift Sub|paying forward the Gift)/i;
const raid = /^(?:(\d+) raiders from (\S+) have joined|(\S+) is raiding with a party of (\d+))/i;
const cheer =
  /(?:^|\s)(?:cheer|bitboss|corgo|uni|showlove|party|pride|kappa|muxy|seemsgood|streamlabs|doodlecheer|frankerz|anon)(\d{1,6})(?=\s|$)/gi;
const hypeTrain =
  /^(?:a )?hype train(?: (?:level (\d)|started|has started|is on))|^\S+ (?:started|kicked off) a hype train/i;
const redeemed = /^\S+ (?:redeemed|has redeemed) .{1,80}(?:\d|$)/i;
const sharedRewards = /'s Gift shared rewards to (\d+) others/i;

/**
 * The event behind a line that a chat client printed among the messages (sub, gift, raid, cheer …), or null for talk.
 * Twitch prints a resub's own words behind the sentence; the whole line is kept as `text`.
 */
export function findEventLine(offsetMs: number, author: string, text: string): StreamEvent | null {
  const event = (kind: StreamEvent["kind"], amount: number | null, actor: string | null = null): StreamEvent => ({
    offsetMs,
    kind,
    actor: actor ?? actorFirst.exec(text)?.[1] ?? author,
    amount,
    text: text.slice(0, 500),
  });
  if (!mayBeEvent(text)) return null;
  let match = massGift.exec(text);
  if (match) return event("gift", Number(match[1]));
  if (singleGift.test(text)) return event("gift", 1);
  if (subscribed.test(text) || continuing.test(text)) return event("sub", null);
  match = raid.exec(text);
  if (match) return event("raid", Number(match[1] ?? match[4]), match[2] ?? match[3]!);
  match = hypeTrain.exec(text);
  if (match) return event("hype_train", match[1] ? Number(match[1]) : null, author);
  match = sharedRewards.exec(text);
  if (match) return event("gift", Number(match[1]), text.split("'s Gift")[0]!);
  let bits = 0;
  for (const one of text.matchAll(cheer)) bits += Number(one[1]);
  if (bits > 0) return event("cheer", bits, author);
  if (redeemed.test(text) && text.startsWith(author)) return event("redemption", null, author);
  return null;
}

const words = /subscribed|gift|raid|cheer|hype train|redeem|converted from|[a-z]\d/i;
/** Cheap first look, so that ordinary talk costs one test. */
const mayBeEvent = (text: string) => text.length >= 6 && words.test(text);
