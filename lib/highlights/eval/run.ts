import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { collectChat } from "#lib/signals/chat-columns.ts";
import type { StreamEvent } from "#lib/signals/model.ts";
import { readChat } from "#lib/signals/read-chat.ts";
import { scoreHighlights } from "../score.ts";
import { defaultSettings } from "../settings.ts";
import { plainZScore } from "./plain-z-score.ts";

const shared = path.resolve(import.meta.dirname, "../../../../shared");
const dataDir = path.join(shared, "data/chat-cliplinks");
const evaluator = path.join(shared, "tools/evaluate-cliplinks.py");

if (!existsSync(dataDir) || !existsSync(evaluator)) {
  console.log("skipped: no shared data (../shared/data/chat-cliplinks and ../shared/tools/evaluate-cliplinks.py)");
  process.exit(0);
}

const limit = 60;
const ours: Record<string, { peakSeconds: number; score: number }[]> = {};
const plain: typeof ours = {};
for (const file of readdirSync(dataDir).filter((name) => name.endsWith(".txt.gz"))) {
  const collector = collectChat({ durationSeconds: null });
  const events: StreamEvent[] = [];
  const { batches } = await readChat(path.join(dataDir, file));
  for await (const batch of batches) {
    for (const one of batch.messages) collector.add(one.offsetMs, one.author, one.text);
    events.push(...batch.events);
  }
  const chat = collector.finish();
  const input = {
    chat,
    events,
    transcript: [],
    loudness: null,
    durationSeconds: null,
    limit,
    keepsWeak: true,
    settings: defaultSettings,
  };
  ours[file] = scoreHighlights(input).highlights.map(({ peakSeconds, score }) => ({ peakSeconds, score }));
  plain[file] = plainZScore(chat, limit);
}

const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-eval-"));
try {
  const [predicted, baseline] = [path.join(dir, "scorer.json"), path.join(dir, "plain.json")];
  writeFileSync(predicted, JSON.stringify(ours));
  writeFileSync(baseline, JSON.stringify(plain));
  for (const split of ["tune", "val", "all"]) {
    const args = [evaluator, predicted, "--baseline", baseline, "--split", split, "--data", dataDir];
    console.log(execFileSync("python3", args, { encoding: "utf8" }));
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
