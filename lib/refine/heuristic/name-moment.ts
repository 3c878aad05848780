import type { Contribution } from "#lib/highlights/model.ts";
import { formatTimestamp } from "#lib/time.ts";
import type { RefinementInput } from "../model.ts";

/** The line spoken before chat's peak, else the strongest evidence, else the time. Pure. */
export function nameMoment(input: RefinementInput): string {
  const peak = input.peakSeconds ?? (input.current.startSeconds + input.current.endSeconds) / 2;
  const top = strongest(input.contributions);
  const told = top?.evidence.find((one) => one.text.trim() !== "");
  if (top && told && top.signal !== "chat" && top.signal !== "audio") return told.text;
  const inside = input.transcript.filter(
    (line) => line.endSeconds > input.current.startSeconds && line.startSeconds < input.current.endSeconds,
  );
  const spoken = inside.reduce<(typeof inside)[number] | null>((best, line) => {
    const distance = (one: typeof line) => Math.abs((one.startSeconds + one.endSeconds) / 2 - peak);
    return best === null || distance(line) < distance(best) ? line : best;
  }, null);
  if (spoken) return spoken.text;
  if (top && told && top.signal === "chat") return `Chat: ${told.text}`;
  return `Highlight at ${formatTimestamp(input.current.startSeconds, 0)}`;
}

const strongest = (contributions: Contribution[]): Contribution | null =>
  contributions.reduce<Contribution | null>(
    (best, one) => (best === null || one.value > best.value ? one : best),
    null,
  );
