import { expect, test } from "vitest";
import { chipLabel } from "./contribution-words.ts";

test.each([
  ["chat 5.1σ (68 messages, 61 people)", "chat 5.1σ"],
  ["chat 0.9σ (1 messages, 1 people)", "chat 0.9σ"],
  ["9 dB louder", "+9 dB"],
  ["said “no way” ×4, “oh”", "“no way” ×4, “oh”"],
  ["clip asked for 20 times", "“clip it” ×20"],
  ["clip asked for once", "“clip it”"],
  ["raid of 120", "raid 120"],
  ["raid of 120, cheer of 500 bits and 2 more", "raid 120, cheer of 500 bits and 2 more"],
  ["cheer of 500 bits", "cheer 500"],
  ["20 gifted subs, hype train level 2", "20 gifted subs, hype train level 2"],
  ["33 people laughing", "33 people laughing"],
])("%s is %s on a chip", (label, expected) => expect(chipLabel({ label })).toBe(expected));
