import { dropped, prose } from "./chat-features.ts";

/** One author's prose this many times over is an advertisement. */
const botRepeats = 5;

/** Author and text as one key. */
export const spamKey = (authorId: number, hash: number) => authorId * 4_294_967_296 + (hash >>> 0);

/** The same author, text and time twice is one message exported twice (overlapping downloads). */
export function markDuplicates(
  size: number,
  offsets: Float64Array,
  authorIds: Int32Array,
  hashes: Int32Array,
  flags: Int16Array,
): void {
  let slots = 1024;
  while (slots < size * 2) slots *= 2;
  const table = new Int32Array(slots).fill(-1);
  for (let i = 0; i < size; i += 1) {
    let slot = (Math.imul(hashes[i]! ^ Math.imul(authorIds[i]!, 0x9e3779b1), 0x85ebca6b) ^ (offsets[i]! | 0)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & (slots - 1);
    for (;;) {
      const other = table[slot]!;
      if (other < 0) {
        table[slot] = i;
        break;
      }
      if (offsets[other] === offsets[i] && authorIds[other] === authorIds[i] && hashes[other] === hashes[i]) {
        flags[i] = flags[i]! | dropped;
        break;
      }
      slot = (slot + 1) & (slots - 1);
    }
  }
}

/** Prose that one author posts again and again is dropped wherever it occurs. */
export function markAdvertisements(
  size: number,
  authorIds: Int32Array,
  hashes: Int32Array,
  flags: Int16Array,
): Set<number> {
  let slots = 1024;
  while (slots < size * 2) slots *= 2;
  // Slots hold the first message of an author with a text; a map of as many keys would cost more than the parsing.
  const table = new Int32Array(slots).fill(-1);
  const counts = new Int32Array(size);
  const spam = new Set<number>();
  for (let i = 0; i < size; i += 1) {
    if ((flags[i]! & prose) === 0 || flags[i]! & dropped) continue;
    let slot = Math.imul(hashes[i]! ^ Math.imul(authorIds[i]!, 0x9e3779b1), 0x85ebca6b) >>> 0;
    slot = (slot ^ (slot >>> 15)) & (slots - 1);
    for (;;) {
      const first = table[slot]!;
      if (first < 0) table[slot] = i;
      const known = first < 0 ? i : first;
      if (authorIds[known] === authorIds[i] && hashes[known] === hashes[i]) {
        counts[known] = counts[known]! + 1;
        if (counts[known] === botRepeats) spam.add(spamKey(authorIds[i]!, hashes[i]!));
        break;
      }
      slot = (slot + 1) & (slots - 1);
    }
  }
  if (spam.size === 0) return spam;
  for (let i = 0; i < size; i += 1) {
    if (flags[i]! & prose && spam.has(spamKey(authorIds[i]!, hashes[i]!))) flags[i] = flags[i]! | dropped;
  }
  return spam;
}
