import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { scoreFiles } from "../score-files.ts";
import { defaultSettings } from "../settings.ts";

const { values: options } = parseArgs({
  options: { json: { type: "string" }, messages: { type: "string", default: "1000000" }, chat: { type: "string" } },
});
const count = Number(options.messages);

const phrases = [
  "LUL",
  "LUL LUL LUL",
  "PogChamp",
  "what a play",
  "I think he should have gone left there",
  "NOOOOO",
  "clip that",
  "KEKW",
  "has anyone seen the new episode yet? it was really quite good I thought",
  "F",
  "hahahaha",
  "gg",
  "@someone no, the other one",
  "this boss took me about three hours the first time I tried it",
  "OH MY GOD",
  "草草草",
  "ㅋㅋㅋㅋㅋ",
  "哈哈哈哈",
  "!uptime",
  "yes",
  "no",
];

/** A made-up chat: an even murmur with a burst every ten minutes; the same at every run. */
async function writeChat(filePath: string): Promise<void> {
  let state = 12_345;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const file = createWriteStream(filePath);
  const seconds = 8 * 3600;
  let lines: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const second = Math.floor((i / count) * seconds);
    const isBurst = second % 600 < 30;
    const phrase = phrases[Math.floor(random() * (isBurst ? 8 : phrases.length))]!;
    const clock = `${Math.floor(second / 3600)}:${String(Math.floor(second / 60) % 60).padStart(2, "0")}:${String(second % 60).padStart(2, "0")}`;
    const tail = phrase.length > 20 ? ` ${Math.floor(random() * 100_000)}` : "";
    lines.push(`[${clock}] <%user_${Math.floor(random() * 40_000)}> ${phrase}${tail}\n`);
    if (lines.length === 10_000) {
      if (!file.write(lines.join(""))) await once(file, "drain");
      lines = [];
    }
  }
  file.end(lines.join(""));
  await once(file, "finish");
}

const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-bench-"));
try {
  const chatPath = options.chat ?? path.join(dir, "chat.txt");
  if (options.chat === undefined) await writeChat(chatPath);
  const startedAt = performance.now();
  const startedCpu = process.cpuUsage();
  const result = await scoreFiles({ chatPath, durationSeconds: null, limit: 10, settings: defaultSettings });
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(startedCpu);
  const messages = result.reports.chat.parsedCount;
  const rate = Math.round(messages / seconds);
  const cpuRate = Math.round(messages / ((cpu.user + cpu.system) / 1e6));
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1000);
  const figures = [
    {
      name: "messages scored from a file per second",
      value: rate,
      unit: "messages/s",
      must: ">= 300000",
      ok: rate >= 300_000,
    },
    { name: "messages scored per second of CPU", value: cpuRate, unit: "messages/s", must: null, ok: true },
    { name: "peak memory", value: peakMegabytes, unit: "MB", must: "<= 500", ok: peakMegabytes <= 500 },
  ];
  console.log(`${messages} messages in ${seconds.toFixed(2)} s, ${result.highlights.length} highlights`);
  for (const one of figures)
    console.log(
      `${one.ok ? "ok  " : "MISS"} ${one.name}: ${one.value} ${one.unit}${one.must ? ` (must be ${one.must})` : ""}`,
    );
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ figures }, null, 2)}\n`);
  if (figures.some((one) => !one.ok)) process.exitCode = 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
