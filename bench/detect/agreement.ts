import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { scoreHighlights } from "#lib/highlights/score.ts";
import { defaultSettings } from "#lib/highlights/settings.ts";
import { collectChat } from "#lib/signals/chat-columns.ts";
import type { StreamEvent } from "#lib/signals/model.ts";
import { readChat } from "#lib/signals/read-chat.ts";
import { plainZScore } from "./plain-z-score.ts";

const shared = path.resolve(import.meta.dirname, "../../../shared");
const dataDir = path.join(shared, "data/chat-cliplinks");
const evaluator = path.join(shared, "tools/evaluate-cliplinks.py");

export const noSharedData =
  "skipped: no shared data (../shared/data/chat-cliplinks and ../shared/tools/evaluate-cliplinks.py)";
export const hasSharedChats = (): boolean => existsSync(dataDir) && existsSync(evaluator);

export type Split = "tune" | "val" | "all";
/** The evaluator's table of one split, as it printed it. */
export type Agreement = { split: Split; table: string };

const limit = 60;

/** Ranks every shared chat with the real scorer and compares the ranking with viewers' clip links, and with the yardstick. */
export async function measureAgreement(splits: Split[]): Promise<Agreement[]> {
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
    const signals = {
      chat,
      events,
      transcript: [],
      loudness: null,
      sceneChanges: [],
      channelLags: [],
      durationSeconds: null,
    };
    const { highlights } = scoreHighlights({
      ...signals,
      limit,
      keepsAll: true,
      settings: defaultSettings,
    });
    ours[file] = highlights.map(({ peakSeconds, score }) => ({ peakSeconds, score }));
    plain[file] = plainZScore(chat, limit);
  }
  const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-eval-"));
  try {
    const [predicted, baseline] = [path.join(dir, "scorer.json"), path.join(dir, "plain.json")];
    writeFileSync(predicted, JSON.stringify(ours));
    writeFileSync(baseline, JSON.stringify(plain));
    return splits.map((split) => {
      const args = [evaluator, predicted, "--baseline", baseline, "--split", split, "--data", dataDir];
      return { split, table: execFileSync("python3", args, { encoding: "utf8" }) };
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A line of the evaluator's table: `AR    0.658 [0.617, 0.701]   vs baseline 0.479: +0.179 [+0.143, +0.216]`. */
export function readLine(table: string, name: string): { value: number; gainLowerBound: number } {
  const line = table.split("\n").find((one) => one.startsWith(`${name} `)) ?? "";
  const match = /^\S+\s+([\d.]+) .*: [+-][\d.]+ \[([+-][\d.]+),/.exec(line);
  if (!match) throw new Error(`The evaluator printed no line of ${name}:\n${table}`);
  return { value: Number(match[1]), gainLowerBound: Number(match[2]) };
}
