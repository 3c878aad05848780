/**
 * `npm run bench:detect [-- --json FILE] [--messages N] [--chat FILE]`: agreement with viewers' clips, messages scored a
 * second and memory, and import and detection through Postgres. A bench, not a test: a figure that is not reached is
 * printed as MISS (`ok: false` in the JSON) and the exit code stays 0.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { hasSharedChats, measureAgreement, noSharedData, readLine } from "./detect/agreement.ts";
import { importAndDetect } from "./detect/import-and-detect.ts";
import { writeMadeUpChat } from "./detect/made-up-chat.ts";
import type { FileScoring } from "./detect/score-file.ts";
import { createSheet } from "./media/figures.ts";
import { loadText, say } from "./media/tools.ts";

const { values: options } = parseArgs({
  options: { json: { type: "string" }, messages: { type: "string", default: "1000000" }, chat: { type: "string" } },
});
const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-bench-detect-"));
process.once("exit", () => rmSync(dir, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

const sheet = createSheet();
say(`${os.cpus().length} cores, ${loadText()}`);
if (hasSharedChats()) {
  const table = (await measureAgreement(["all"]))[0]!.table;
  const ar = readLine(table, "AR");
  sheet.atLeast("agreement with viewers' clips (AR)", ar.value, 0.65, "");
  sheet.above("paired gain of AR over the plain z-score, lower bound", ar.gainLowerBound, 0, "");
  sheet.atLeast("recall of the 10 best (R@10)", readLine(table, "R@10").value, 0.61, "");
} else say(noSharedData);

const chatPath = options.chat ?? path.join(dir, "chat.txt");
if (options.chat === undefined) await writeMadeUpChat(chatPath, Number(options.messages));
const scorer = path.join(import.meta.dirname, "detect/score-file.ts");
const scored = JSON.parse(execFileSync(process.execPath, [scorer, chatPath], { encoding: "utf8" })) as FileScoring;
say(`${scored.messages} messages, ${scored.highlights} highlights, ${scored.wallSeconds.toFixed(2)} s`);
sheet.atLeast("messages scored from a file", scored.messages / scored.wallSeconds, 300_000, "messages/s");
sheet.note("messages scored in a second of CPU", scored.messages / scored.cpuSeconds, "messages/s");
sheet.atMost("peak memory of scoring a file", scored.peakBytes / 1e6, 500, "MB");

const stored = await importAndDetect(dir, chatPath);
say(`${stored.messages} messages imported, ${stored.highlights} highlights`);
sheet.note("import into Postgres", stored.importSeconds, "s");
sheet.atMost("import into Postgres and detection", stored.importSeconds + stored.detectSeconds, 25, "s");
sheet.atMost("detection from Postgres", stored.detectSeconds, 5, "s");
sheet.print();
if (options.json !== undefined) sheet.writeJson(options.json);
