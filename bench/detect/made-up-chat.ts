import { once } from "node:events";
import { createWriteStream } from "node:fs";

const reactions =
  "LUL|LUL LUL LUL|PogChamp|what a play|NOOOOO|clip that|KEKW|F|hahahaha|gg|OH MY GOD|草草草|ㅋㅋㅋㅋㅋ|哈哈哈哈|jajaja|???|yes|no|!uptime";
const words =
  "the boss has third phase and he should go left here but I think this build is better with more damage since that patch they made everything slower except dragon which you can skip if jump from ledge at start of fight so never mind about it what was name song before break again please";

/** A made-up chat: an even murmur of prose and short lines, with a burst every ten minutes; the same at every run. */
export async function writeMadeUpChat(filePath: string, count: number): Promise<void> {
  const short = reactions.split("|");
  const vocabulary = words.split(" ");
  let state = 12_345;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const pick = (list: string[]) => list[Math.floor(random() * list.length)]!;
  const two = (value: number) => String(value).padStart(2, "0");
  const file = createWriteStream(filePath);
  const seconds = 8 * 3600;
  let lines: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const second = Math.floor((i / count) * seconds);
    // Two in three messages of a real chat are prose that nobody else wrote; in a burst it is one in four.
    const isProse = random() < (second % 600 < 30 ? 0.25 : 0.65);
    const text = isProse
      ? Array.from({ length: 3 + Math.floor(random() * 12) }, () => pick(vocabulary)).join(" ")
      : pick(short);
    const clock = `${Math.floor(second / 3600)}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
    lines.push(`[${clock}] <%user_${Math.floor(random() * 40_000)}> ${text}\n`);
    if (lines.length === 10_000) {
      if (!file.write(lines.join(""))) await once(file, "drain");
      lines = [];
    }
  }
  file.end(lines.join(""));
  await once(file, "finish");
}
