import { isObject, type Json, numberAt, objectAt, stringAt } from "./json-value.ts";
import type { StreamEvent, StreamEventKind } from "./model.ts";

type EventFacts = Omit<StreamEvent, "offsetMs">;

const nameOf = (event: Json, ...prefixes: string[]): string | null => {
  for (const prefix of prefixes) {
    const found = stringAt(event, `${prefix}user_name`, `${prefix}user_login`);
    if (found) return found;
  }
  return null;
};

/**
 * What an EventSub notification of `type` tells: the facts of an event, `ignored` for one that is no evidence
 * (title changes, follows, unfulfilled handshakes), null for a type that isn't known.
 */
export function readNotification(type: string, event: Json): EventFacts | "ignored" | null {
  const text = stringAt(event.message, "text") ?? stringAt(event, "message", "user_input", "system_message");
  const actor = nameOf(event, "", "chatter_", "from_broadcaster_");
  const fact = (kind: StreamEventKind, amount: number | null, who: string | null = actor): EventFacts => ({
    kind,
    actor: who,
    amount,
    text,
  });
  switch (type) {
    case "channel.raid":
      return fact("raid", numberAt(event, "viewers"), nameOf(event, "from_broadcaster_"));
    case "channel.cheer":
    case "channel.bits.use":
      return fact("cheer", numberAt(event, "bits"));
    case "channel.subscribe":
    case "channel.subscription.message":
      return fact("sub", numberAt(event, "cumulative_months"));
    case "channel.subscription.gift":
      return fact("gift", numberAt(event, "total"));
    case "channel.hype_train.begin":
    case "channel.hype_train.progress":
    case "channel.hype_train.end":
      return { kind: "hype_train", actor: null, amount: numberAt(event, "level"), text };
    case "channel.channel_points_custom_reward_redemption.add":
      return { ...fact("redemption", numberAt(event.reward, "cost")), text: stringAt(event.reward, "title") ?? text };
    case "channel.chat.notification":
      return findNotice(stringAt(event, "notice_type") ?? "", event, actor, text) ?? "ignored";
  }
  return /^(?:channel|stream|user|automod|drop|extension|conduit)\./.test(type) ? "ignored" : null;
}

/** The event behind a chat notice: EventSub's `notice_type` or IRC's `msg-id`. */
function findNotice(notice: string, event: Json, actor: string | null, text: string | null): EventFacts | null {
  const kind = notice.replace(/^shared_chat_/, "");
  const detail = objectAt(event, notice);
  switch (kind) {
    case "sub":
    case "resub":
    case "gift_paid_upgrade":
    case "prime_paid_upgrade":
    case "pay_it_forward":
      return { kind: "sub", actor, amount: numberAt(detail, "cumulative_months"), text };
    case "sub_gift":
    case "subgift":
      return { kind: "gift", actor, amount: 1, text };
    case "community_sub_gift":
    case "submysterygift":
      return {
        kind: "gift",
        actor,
        amount: numberAt(detail, "total") ?? numberAt(event, "msg-param-mass-gift-count"),
        text,
      };
    case "raid": {
      const amount = numberAt(detail, "viewer_count") ?? numberAt(event, "msg-param-viewerCount");
      return { kind: "raid", actor: nameOf(detail, "") ?? actor, amount, text };
    }
    case "bits_badge_tier":
      return { kind: "cheer", actor, amount: numberAt(detail, "tier"), text };
  }
  return null;
}

/** The event of an IRC user notice (`msg-id` with its parameters), or null for one that is none. */
export function findEventOfNotice(
  notice: string,
  parameters: Json,
  offsetMs: number,
  actor: string,
  text: string,
): StreamEvent | null {
  const facts = findNotice(notice, parameters, actor, text || null);
  return facts && { offsetMs, ...facts };
}

/** Type and event of a notification in any wrapping: webhook body, websocket message, or a flat `{ type, ... }`. */
export function unwrapNotification(value: Json): { type: string; event: Json; wrapper: Json } | null {
  const body = isObject(value.payload) ? value.payload : value;
  const wrapper = { ...objectAt(body, "subscription"), ...value, ...objectAt(value, "metadata") };
  const type =
    stringAt(objectAt(body, "subscription"), "type") ??
    stringAt(objectAt(value, "metadata"), "subscription_type") ??
    stringAt(value, "type", "kind", "event_type");
  if (type === null) return null;
  if (isObject(body.event)) return { type, event: body.event, wrapper };
  if (isObject(body.subscription)) return { type: "channel.handshake", event: {}, wrapper };
  return { type, event: value, wrapper };
}
