import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";

export type Burst = { atSeconds: number; texts: string[]; count?: number };

const clock = (seconds: number) =>
  `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;

/** A small chat: a murmur every 5 s, and bursts of reactions over 10 s. Always the same. */
export function makeChat(
  durationSeconds: number,
  bursts: Burst[],
): { offsetMs: number; author: string; text: string }[] {
  const messages: { offsetMs: number; author: string; text: string }[] = [];
  for (let at = 0; at < durationSeconds; at += 5) {
    messages.push({ offsetMs: at * 1000, author: `talker${at % 7}`, text: `some talk about the game, part ${at}` });
  }
  for (const { atSeconds, texts, count = 20 } of bursts) {
    for (let i = 0; i < count; i += 1) {
      const offsetMs = (atSeconds + (i % 10)) * 1000;
      messages.push({ offsetMs, author: `viewer${i}`, text: texts[i % texts.length]! });
    }
  }
  return messages.sort((a, b) => a.offsetMs - b.offsetMs);
}

/** Writes a chat as Twitch text and gives its path. */
export function writeChat(dir: string, messages: { offsetMs: number; author: string; text: string }[]): string {
  const filePath = path.join(dir, `chat-${randomUUID()}.txt`);
  const lines = messages.map((one) => `[${clock(Math.floor(one.offsetMs / 1000))}] <${one.author}> ${one.text}\n`);
  writeFileSync(filePath, lines.join(""));
  return filePath;
}
