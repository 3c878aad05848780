import { cleanShownText, columnsOf, splitCharacters } from "./shown-text.ts";

/** A word and when it is said, in milliseconds after the clip's start. */
export type Word = {
  startMs: number;
  endMs: number;
  text: string;
  /** Stands right after the word before it, without a space. */
  isJoined: boolean;
};

export type Segment = {
  startMs: number;
  endMs: number;
  text: string;
  words: { startMs: number; endMs: number; text: string }[] | null;
};

const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const byWord = new Intl.Segmenter("ja", { granularity: "word" });

/**
 * A transcript's segments as words with times; where the transcript has none, a segment's time is shared out by the
 * words' length. Languages that set no spaces are split into words, and what is longer than `maxColumns` into pieces.
 */
export function splitWords(segments: Segment[], maxColumns: number): Word[] {
  return segments.flatMap((segment) => {
    const timed = segment.words?.filter((word) => cleanShownText(word.text) !== "") ?? [];
    if (timed.length === 0) return share(segment, piecesOf(segment.text, maxColumns));
    return timed.flatMap((word) => share(word, piecesOf(word.text, maxColumns)));
  });
}

type Piece = Pick<Word, "text" | "isJoined">;

function piecesOf(text: string, maxColumns: number): Piece[] {
  const tokens = cleanShownText(text).split(" ").filter(Boolean);
  return tokens.flatMap((token) => {
    const parts = unspaced.test(token) ? wordsOf(token) : [token];
    return parts.flatMap((part) => cutLong(part, maxColumns)).map((part, n) => ({ text: part, isJoined: n > 0 }));
  });
}

/** Words of a text without spaces; marks stay with the word before them. */
function wordsOf(token: string): string[] {
  const parts: string[] = [];
  for (const { segment, isWordLike } of byWord.segment(token)) {
    if (isWordLike || parts.length === 0) parts.push(segment);
    else parts[parts.length - 1] += segment;
  }
  return parts;
}

function cutLong(part: string, maxColumns: number): string[] {
  const pieces: string[] = [];
  let columns = 0;
  for (const character of splitCharacters(part)) {
    const more = columnsOf(character);
    if (pieces.length === 0 || columns + more > maxColumns) {
      pieces.push(character);
      columns = more;
    } else {
      pieces[pieces.length - 1] += character;
      columns += more;
    }
  }
  return pieces;
}

function share({ startMs, endMs }: { startMs: number; endMs: number }, pieces: Piece[]): Word[] {
  const weights = pieces.map(({ text }) => columnsOf(text) + 1);
  const total = weights.reduce((sum, one) => sum + one, 0);
  let done = 0;
  return pieces.map((piece, n) => {
    const from = startMs + ((endMs - startMs) * done) / total;
    done += weights[n] as number;
    return { ...piece, startMs: Math.round(from), endMs: Math.round(startMs + ((endMs - startMs) * done) / total) };
  });
}
