/** `node score-file.ts CHAT`: scores one file and prints what it took as JSON. A process of its own, so that its memory is its own. */
import { scoreFiles } from "#lib/highlights/score-files.ts";
import { defaultSettings } from "#lib/highlights/settings.ts";

const startedAt = performance.now();
const startedCpu = process.cpuUsage();
const { reports, highlights } = await scoreFiles({
  chatPath: process.argv[2]!,
  durationSeconds: null,
  limit: 10,
  settings: defaultSettings,
});
const cpu = process.cpuUsage(startedCpu);
export type FileScoring = {
  messages: number;
  highlights: number;
  wallSeconds: number;
  cpuSeconds: number;
  peakBytes: number;
};
const taken: FileScoring = {
  messages: reports.chat.parsedCount,
  highlights: highlights.length,
  wallSeconds: (performance.now() - startedAt) / 1000,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(taken));
