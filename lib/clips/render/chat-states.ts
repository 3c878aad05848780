export type ChatLine = { atMs: number; author: string; text: string };
/** The messages seen between two moments, oldest first. */
export type ChatState = { startMs: number; endMs: number; lines: ChatLine[] };

/** How long a message stays. */
export const chatStayMs = 8_000;
/** In a fast chat the lines move this often, not with every message. */
const stepMs = 300;

/**
 * What the chat shows over a clip: at each moment the last `maxLines` messages of the 8 s before it. It changes at most
 * every 0.3 s. Messages may lie up to 8 s before the clip's start.
 */
export function buildChatStates(messages: ChatLine[], input: { maxLines: number; durationMs: number }): ChatState[] {
  const sorted = messages.toSorted((a, b) => a.atMs - b.atMs);
  const moments = new Set<number>([0]);
  for (const { atMs } of sorted) {
    for (const change of [atMs, atMs + chatStayMs]) {
      const moment = Math.ceil(change / stepMs) * stepMs;
      if (moment > 0 && moment < input.durationMs) moments.add(moment);
    }
  }
  const changes = [...moments].sort((a, b) => a - b);
  const states: ChatState[] = [];
  let from = 0;
  let to = 0;
  for (const [n, startMs] of changes.entries()) {
    while (to < sorted.length && (sorted[to] as ChatLine).atMs <= startMs) to += 1;
    while (from < to && (sorted[from] as ChatLine).atMs <= startMs - chatStayMs) from += 1;
    const lines = sorted.slice(Math.max(from, to - input.maxLines), to);
    const endMs = changes[n + 1] ?? input.durationMs;
    const last = states.at(-1);
    if (last && last.endMs === startMs && isSame(last.lines, lines)) last.endMs = endMs;
    else if (lines.length > 0 && endMs > startMs) states.push({ startMs, endMs, lines });
  }
  return states;
}

const isSame = (a: ChatLine[], b: ChatLine[]) => a.length === b.length && a.every((line, n) => line === b[n]);
