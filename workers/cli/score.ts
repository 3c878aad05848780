import { Command, InvalidArgumentError } from "commander";
import { type FileScores, scoreFiles } from "#lib/highlights/score-files.ts";
import { defaultSettings } from "#lib/highlights/settings.ts";
import { formatTimestamp } from "#lib/time.ts";
import { parseSeconds } from "./options.ts";

export type ScoreOptions = {
  chat: string;
  events?: string;
  transcript?: string;
  /** Seconds. */
  duration?: number;
  /** Seconds. */
  chatOffset?: number;
  top: number;
  json?: boolean;
};

/** The `score` command: ranks the moments of a chat file without a database. */
export function scoreCommand(): Command {
  return new Command("score")
    .description("Rank the moments of a chat file; needs no database.")
    .requiredOption("--chat <file>", "chat file: text, JSON or CSV, plain or gzip")
    .option("--events <file>", "events file (EventSub JSON or lines)")
    .option("--transcript <file>", "transcript file (VTT, SRT, Whisper JSON, timed text)")
    .option("--duration <seconds>", "length of the video; what lies after it is left out", parseDuration)
    .option("--chat-offset <seconds>", "chat this many seconds later than its file says", parseSeconds)
    .option("--top <count>", "how many moments at most, 1 to 500", parseTop, 10)
    .option("--json", "print JSON")
    .action(async (options: ScoreOptions) => {
      process.stdout.write(await runScore(options));
    });
}

/** Scores and gives the text to print: JSON `{ highlights, signals, lag, files }`, or a table. Throws AppError on bad input. */
export async function runScore(options: ScoreOptions): Promise<string> {
  const result = await scoreFiles({
    chatPath: options.chat,
    eventsPath: options.events,
    transcriptPath: options.transcript,
    durationSeconds: options.duration ?? null,
    chatOffsetMs: Math.round((options.chatOffset ?? 0) * 1000),
    limit: options.top,
    settings: defaultSettings,
  });
  if (options.json) {
    const { highlights, states, lag, reports } = result;
    return `${JSON.stringify({ highlights, signals: states, lag, files: reports }, null, 2)}\n`;
  }
  return tableOf(result);
}

function tableOf({ highlights, states, reports }: FileScores): string {
  const lines = highlights.map((one, i) => {
    const range = `${formatTimestamp(one.startSeconds, 0)} – ${formatTimestamp(one.endSeconds, 0)}`;
    const why = one.contributions.map((part) => part.label).join(", ");
    return `${String(i + 1).padStart(3)}  ${range.padEnd(19)}  peak ${formatTimestamp(one.peakSeconds, 0).padEnd(8)}  ${one.score.toFixed(2)}  ${one.isWeak ? "(weak) " : ""}${why}`;
  });
  if (lines.length === 0) lines.push("No moment stands out.");
  lines.push(
    "",
    ...Object.entries(states).map(([name, { state, text }]) => `${name}: ${state.replace("_", " ")} (${text})`),
  );
  for (const [name, report] of Object.entries(reports)) {
    if (!report || report.unreadableCount === 0) continue;
    const example = report.unreadableExamples[0];
    lines.push(
      `${name}: ${report.unreadableCount} unreadable lines${example ? `, e.g. line ${example.line}: ${example.text.slice(0, 80)}` : ""}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function parseDuration(text: string): number {
  const seconds = Number(text);
  if (text.trim() === "" || !Number.isFinite(seconds) || seconds <= 0 || seconds > 604_800) {
    throw new InvalidArgumentError("A duration is a number of seconds above 0, at most 604800 (a week).");
  }
  return seconds;
}

function parseTop(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 500) {
    throw new InvalidArgumentError("A count is a whole number from 1 to 500.");
  }
  return count;
}
