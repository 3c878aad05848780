import { highlightName } from "#app/_ui/highlight-words.ts";
import type { Minimap, MinimapHighlight } from "#lib/highlights/model.ts";
import { quietestDb } from "#lib/highlights/model.ts";

/** A line of what is known of a moment; `lane` colours it. */
export type MomentLine = { lane: "chat" | "sound" | "events" | "spoken" | "highlights"; text: string };

const reviewWords: Record<MinimapHighlight["reviewState"], string> = {
  suggested: "suggested",
  approved: "approved",
  rejected: "rejected",
};

const eventWords: Record<string, string> = {
  raid: "raid",
  gift: "gifted subs",
  cheer: "cheer",
  hype_train: "hype train",
  sub: "sub",
  redemption: "redemption",
};

/** The fewest seconds a rate of chat is reckoned over: of one second it says nothing. */
const leastRateSeconds = 10;

/**
 * What happened around a moment: chat a minute, loudness, events and words within `nearSeconds`, and the highlights it
 * lies in.
 */
export function describeMoment(map: Minimap, seconds: number, nearSeconds: number): MomentLine[] {
  const lines: MomentLine[] = [];
  for (const one of map.highlights) {
    if (seconds < one.startSeconds - nearSeconds || seconds > one.endSeconds + nearSeconds) continue;
    lines.push({
      lane: "highlights",
      text: `${highlightName(one)}, ${one.score.toFixed(1)}, ${reviewWords[one.reviewState]}`,
    });
    if (lines.length === 2) break;
  }
  lines.push({ lane: "chat", text: `${chatPerMinute(map, seconds, nearSeconds)} messages a minute` });
  const loudness = map.loudnessPerSecond?.[Math.floor(seconds)];
  if (loudness) lines.push({ lane: "sound", text: `${(quietestDb + loudness / 2).toFixed(0)} dB` });
  const isNear = ({ atSeconds }: { atSeconds: number }) => Math.abs(atSeconds - seconds) <= nearSeconds;
  const events = map.events.filter(isNear);
  const [event] = events;
  if (event) {
    const more = events.length > 1 ? `, ${events.length - 1} more` : "";
    const amount = event.amount === null ? "" : ` ${event.amount}`;
    lines.push({ lane: "events", text: `${eventWords[event.kind] ?? event.kind}${amount}${more}` });
  }
  const said = [...new Set(map.spoken.filter(isNear).map((one) => `“${one.word}”`))];
  if (said.length > 0) lines.push({ lane: "spoken", text: said.slice(0, 3).join(", ") });
  return lines;
}

/** Messages a minute around a moment, over ten seconds at least. */
export function chatPerMinute(map: Pick<Minimap, "chatPerSecond">, seconds: number, nearSeconds: number): number {
  const half = Math.max(leastRateSeconds / 2, nearSeconds);
  const from = Math.max(0, Math.floor(seconds - half));
  const to = Math.min(map.chatPerSecond.length, Math.ceil(seconds + half));
  if (to <= from) return 0;
  let sum = 0;
  for (let n = from; n < to; n += 1) sum += map.chatPerSecond[n]!;
  return Math.round((sum / (to - from)) * 60);
}
