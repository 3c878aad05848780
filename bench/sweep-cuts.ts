/**
 * `npm run sweep:cuts [-- --cuts N] [--only PATTERN] [--seed N] [--dir DIR]`: recordings of every kind go the whole way
 * (import, process, plan, cut as a batch, verify, store), and every frame of what comes out is compared with the
 * original's. Exits 1 when one differs. `--dir` keeps the made recordings and takes those that are there.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { rename } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";
import { openInstallation, projectDir } from "./media/installation.ts";
import { say } from "./media/tools.ts";
import { type Kind, listKinds } from "./sweep/make-kinds.ts";
import { hasEncoder, type SweepRow, sweepFile } from "./sweep/sweep-file.ts";

const { values: options } = parseArgs({
  options: {
    cuts: { type: "string", default: "6" },
    only: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
    dir: { type: "string" },
  },
});
const only = new RegExp(options.only);
const work = mkdtempSync(path.join(os.tmpdir(), "vodmanager-sweep-"));
process.once("exit", () => rmSync(work, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
const madeDir = path.resolve(options.dir ?? path.join(work, "made"));
mkdirSync(madeDir, { recursive: true });

let seed = Number(options.seed);
const random = () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};

const sharedDir = path.join(projectDir, "../shared/data/media");
const recordings: Kind[] = existsSync(sharedDir)
  ? readdirSync(sharedDir)
      .filter((name) => only.test(name))
      .map((name) => ({ name: path.join(sharedDir, name), make: async () => {}, expected: { videoCodec: "h264" } }))
  : [];
if (recordings.length === 0) say("no recordings beside the checkout: only made ones");

const install = await openInstallation(path.join(work, "install"));
const rows: SweepRow[] = [];
try {
  const { version } = await findFfmpeg(install.ctx.config);
  say(`ffmpeg ${version}, ${options.cuts} exact cuts a recording, seed ${options.seed}`);
  for (const kind of [...recordings, ...listKinds(only)]) {
    const filePath = path.resolve(madeDir, kind.name);
    if (!existsSync(filePath)) {
      if (kind.encoder !== undefined && !(await hasEncoder(kind.encoder))) {
        say(`skipped: ${kind.name}: this ffmpeg has no ${kind.encoder}`);
        continue;
      }
      const unfinished = path.join(work, kind.name);
      await kind.make(unfinished);
      await rename(unfinished, filePath);
    }
    const row = await sweepFile(install, { filePath, kind, cuts: Number(options.cuts), random });
    rows.push(row);
    say(tell(row));
    for (const problem of row.problems) say(`  WRONG ${problem}`);
  }
} finally {
  await install.close();
}

function tell(row: SweepRow): string {
  const cuts = `${row.spliced} spliced, ${row.whole} whole, ${row.fast} fast, ${row.refused} refused`;
  const frames = `${row.framesCopied} frames copied, ${row.framesEncoded} encoded`;
  const worst = `SSIM ≥ ${row.worstSsim.toFixed(4)}, sound ≤ ${row.worstLagMs.toFixed(2)} ms off`;
  const notes = row.notes.map((note) => `\n           ${note}`).join("");
  return `${row.problems.length === 0 ? "ok   " : "WRONG"} ${row.name}: ${row.facts}; ${cuts}; ${frames}; ${worst}${notes}`;
}

const sum = (of: (row: SweepRow) => number) => rows.reduce((total, row) => total + of(row), 0);
const bad = rows.filter(({ problems }) => problems.length > 0);
const worstSsim = Math.min(1, ...rows.map((row) => row.worstSsim));
const worstLagMs = Math.max(0, ...rows.map((row) => row.worstLagMs));
console.log(
  [
    "",
    `${rows.length} recordings, ${sum((row) => row.spliced + row.whole)} exact cuts (${sum((row) => row.spliced)} spliced), ${sum((row) => row.fast)} fast`,
    `${sum((row) => row.framesCopied)} frames copied bit for bit, ${sum((row) => row.framesEncoded)} encoded, worst SSIM ${worstSsim.toFixed(4)}, sound at most ${worstLagMs.toFixed(2)} ms off`,
    bad.length === 0 ? "all right" : `${bad.length} wrong: ${bad.map(({ name }) => name).join(", ")}`,
  ].join("\n"),
);
process.exitCode = bad.length === 0 ? 0 : 1;
