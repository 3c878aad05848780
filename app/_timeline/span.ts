/** A stretch as it stands in an address: `1200-1800.5` (seconds); null where it is none. */
export function parseSpan(text: string | null | undefined): { startSeconds: number; endSeconds: number } | null {
  const match = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text ?? "");
  if (!match) return null;
  const [startSeconds, endSeconds] = [Number(match[1]), Number(match[2])];
  return endSeconds > startSeconds ? { startSeconds, endSeconds } : null;
}

/** The same as text, to the tenth of a second or finer. */
export const formatSpan = (span: { startSeconds: number; endSeconds: number }, decimals = 1): string =>
  `${Number(span.startSeconds.toFixed(decimals))}-${Number(span.endSeconds.toFixed(decimals))}`;
