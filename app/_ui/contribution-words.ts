import type { Contribution } from "#lib/highlights/model.ts";

/** How reasons are shortened for a chip; the first that fits counts. The whole sentence stands beside the evidence. */
const short: [RegExp, string][] = [
  [/^(chat -?\d+(?:\.\d+)?σ) \(.*\)$/, "$1"],
  [/^(-?\d+) dB louder$/, "+$1 dB"],
  [/^said (.+)$/, "$1"],
  [/^clip asked for once$/, "“clip it”"],
  [/^clip asked for (\d+) times$/, "“clip it” ×$1"],
  [/^raid of (\d+)/, "raid $1"],
  [/^cheer of (\d+) bits/, "cheer $1"],
];

/** A reason in a few letters: `chat 5.1σ`, `raid 120`, `“no way” ×4`, `+9 dB`. */
export function chipLabel({ label }: Pick<Contribution, "label">): string {
  const found = short.find(([pattern]) => pattern.test(label));
  return found ? label.replace(...found) : label;
}
