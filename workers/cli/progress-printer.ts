import type { JobProgressView } from "#lib/progress.ts";

type Output = { isTTY?: boolean; columns?: number; write: (text: string) => unknown };

const stepWords: Record<string, string> = {
  fetch_video: "Fetching video",
  process_vod: "Processing video",
  import_signals: "Reading signals",
  detect_highlights: "Finding highlights",
  refine_highlights: "Refining bounds",
  cut_clips: "Cutting clips",
  delete_vod: "Deleting",
};

/** One job in words, e.g. `Processing video: remuxing 42 %`. */
export function describeProgress(
  row: Pick<JobProgressView, "task" | "state" | "step" | "fraction" | "reasonText">,
  name?: string,
): string {
  const title = name ?? stepWords[row.task] ?? row.task;
  if (row.state === "done") return `${title}: done`;
  if (row.state === "failed") return `${title}: failed. ${row.reasonText ?? ""}`.trim();
  if (row.state === "queued") return `${title}: queued`;
  if (row.state === "waiting") return `${title}: waiting. ${row.reasonText ?? ""}`.trim();
  return `${title}: ${row.step ?? "working"} ${Math.floor(row.fraction * 100)} %`;
}

/** A bar of `width` cells for 0..1. */
export function drawBar(fraction: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

/** Shows jobs as they go on: a bar a job, redrawn in place, on a terminal; a line a change in a pipe. */
export function createProgressPrinter(output: Output = process.stderr): { show: (rows: JobProgressView[]) => void } {
  let drawnLines = 0;
  const said = new Map<string, string>();

  const showInPipe = (rows: JobProgressView[]) => {
    for (const row of rows) {
      // Tenths only: a log of a long job stays short.
      const text = describeProgress({ ...row, fraction: Math.floor(row.fraction * 10) / 10 });
      if (said.get(row.id) === text) continue;
      said.set(row.id, text);
      output.write(`${text}\n`);
    }
  };

  const showOnTerminal = (rows: JobProgressView[]) => {
    const width = Math.max(20, (output.columns ?? 80) - 1);
    const lines = rows.map((row) => {
      const fraction = row.state === "done" ? 1 : row.fraction;
      return `${drawBar(fraction, 20)} ${describeProgress(row)}`.slice(0, width);
    });
    const up = drawnLines > 0 ? `\u001b[${drawnLines}A` : "";
    output.write(up + lines.map((line) => `\u001b[2K${line}\n`).join(""));
    drawnLines = lines.length;
  };

  return { show: output.isTTY ? showOnTerminal : showInPipe };
}
