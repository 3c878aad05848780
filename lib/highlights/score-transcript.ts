import type { TranscriptSegment } from "#lib/signals/model.ts";
import { windowSum } from "#lib/signals/moving-mean.ts";
import { type ScoredSignal, type Span, unusedSignal } from "./score-signal.ts";
import { tellingWords } from "./telling-words.ts";

/** In fewer there is nothing to stand out from. */
const fewestSegments = 5;
const window = { from: -30, to: 3 };
const scale = 0.25;
const highest = 0.6;

/** The transcript signal: `0.25 · log1p(hits / (1 + expected))` of the half minute before, at most 0.6. */
export function scoreTranscript(segments: TranscriptSegment[], span: Span, ownWords: string[]): ScoredSignal {
  if (segments.length === 0) return unusedSignal("no transcript");
  if (segments.length < fewestSegments) return unusedSignal(`only ${segments.length} segments`, "too_sparse");
  const pattern = tellingWords(ownWords);
  const hits: { second: number; word: string; text: string }[] = [];
  for (const segment of segments) {
    const found = segment.text.match(pattern);
    if (!found) continue;
    const second = Math.floor(segment.startMs / 1000);
    if (second < span.fromSecond || second >= span.toSecond) continue;
    for (const word of found) hits.push({ second, word: word.toLowerCase(), text: segment.text });
  }
  hits.sort((a, b) => a.second - b.second || (a.word < b.word ? -1 : 1));
  const counts = new Float64Array(span.toSecond - span.fromSecond);
  for (const hit of hits) counts[hit.second - span.fromSecond] = counts[hit.second - span.fromSecond]! + 1;
  const expected = (hits.length / Math.max(1, counts.length)) * (window.to - window.from + 1);
  const values = windowSum(counts, window.from, window.to).map((count) =>
    Math.min(highest, scale * Math.log1p(count / (1 + expected))),
  );
  return {
    state: { state: "ok", text: `${segments.length} segments, ${hits.length} telling words` },
    values,
    explain: (second) => {
      const value = values[second - span.fromSecond] ?? 0;
      if (value <= 0) return [];
      const near = hits.filter((hit) => hit.second >= second + window.from && hit.second <= second + window.to);
      const tally = new Map<string, number>();
      for (const hit of near) tally.set(hit.word, (tally.get(hit.word) ?? 0) + 1);
      const label = [...tally]
        .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
        .slice(0, 3)
        .map(([word, n]) => (n > 1 ? `“${word}” ×${n}` : `“${word}”`))
        .join(", ");
      const evidence = near.slice(0, 5).map((hit) => ({ atSeconds: hit.second, text: hit.text }));
      return [{ signal: "transcript", name: "keywords", value, label: `said ${label}`, evidence }];
    },
  };
}
