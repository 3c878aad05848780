import { formatSpan, parseSpan } from "#app/_timeline/span.ts";
import type { TimeView } from "#app/_timeline/view.ts";

/** The parameter of an address. */
export const laneParameter = "lane";

/** So many digits of a highlight's id say whose place it is. */
const idLength = 8;

/** A lane's place as it stands in an address: `1f0c93ab_61.25-80.5`, whose it is and the stretch in seconds. */
export const formatLane = (highlightId: string, view: TimeView): string =>
  `${highlightId.slice(0, idLength)}_${formatSpan(view, 2)}`;

/** The stretch an address names for a highlight; null where it names none, or another one's. */
export function parseLane(text: string | null, highlightId: string): TimeView | null {
  const [id, span] = text?.split("_") ?? [];
  return id === highlightId.slice(0, idLength) ? parseSpan(span) : null;
}
