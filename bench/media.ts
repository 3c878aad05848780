/**
 * `npm run bench:media [-- --small] [--dir DIR] [--keep] [--json FILE] [--only PARTS]`: what the media engine reads, how
 * long it takes and how much memory, each beside the way it is compared with, in one run on one machine. A bench, not a
 * test: a figure that is not reached is printed as MISS (`ok: false` in the JSON) and the exit code stays 0.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { findFreeDiskBytes } from "#lib/platform/disk-space.ts";
import { formatBytes } from "#lib/time.ts";
import { buildWeb } from "#workers/up/build-web.ts";
import { measureBrowser } from "./media/browser.ts";
import { measureCutting } from "./media/cutting.ts";
import { measureEncoding } from "./media/encoding.ts";
import { createSheet, timed } from "./media/figures.ts";
import { type Installation, openInstallation, projectDir } from "./media/installation.ts";
import { loopVod, makePieces } from "./media/make-vod.ts";
import { measureImport, measureProcessing } from "./media/process.ts";
import { loadText, say } from "./media/tools.ts";

const parts = ["cutting", "encoding", "browser"] as const;
const { values: options } = parseArgs({
  options: {
    small: { type: "boolean", default: false },
    dir: { type: "string" },
    keep: { type: "boolean", default: false },
    json: { type: "string" },
    only: { type: "string", default: parts.join(",") },
  },
});
const size = options.small
  ? { seconds: 1800, clipSeconds: 15, fastLeast: 3, exactLeast: 1.5, neededBytes: 5e9 }
  : { seconds: 8 * 3600, clipSeconds: 60, fastLeast: 10, exactLeast: 5, neededBytes: 40e9 };
const wanted = new Set(options.only.split(","));

const above = path.resolve(options.dir ?? os.tmpdir());
mkdirSync(above, { recursive: true });
const freeBytes = await findFreeDiskBytes(above);
if (freeBytes < size.neededBytes) {
  console.error(
    `The bench needs ${formatBytes(size.neededBytes)} of disk; ${above} has ${formatBytes(freeBytes)} free. Name a larger disk with --dir DIR, or measure a shorter recording with --small.`,
  );
  process.exit(1);
}

const dir = mkdtempSync(path.join(above, "vodmanager-bench-media-"));
const remove = () => {
  if (options.keep) say(`kept ${dir}`);
  else rmSync(dir, { recursive: true, force: true });
};
// Programs started here end with their channel to us; gigabytes should not outlive a Ctrl-C.
process.once("exit", remove);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
const sheet = createSheet();
let install: Installation | null = null;
try {
  say(`${os.cpus().length} cores, ${loadText()}; ${formatBytes(size.neededBytes)} of disk below ${dir}`);
  install = await openInstallation(dir);
  const { config } = install.ctx;
  say("making the recording");
  const pieces = { ...(await makePieces(config, path.join(projectDir, "node_modules/.cache/vodmanager-bench"))), dir };
  const vod = await loopVod(config, { ...pieces, name: "vod", seconds: size.seconds });
  say(`${vod.seconds / 3600} h, ${formatBytes(vod.sizeBytes)}`);

  const vodId = await measureProcessing(install, vod, sheet);
  await measureImport(install, await loopVod(config, { ...pieces, name: "short", seconds: 160 }), sheet);
  if (wanted.has("cutting")) await measureCutting(install, { ...size, vodId, vod }, sheet);
  if (wanted.has("encoding")) await measureEncoding(install, { vodId, vod }, sheet);
  if (wanted.has("browser")) {
    const { env } = install;
    const { seconds, result } = await timed(() => buildWeb(projectDir, env));
    if (result.built) say(`built the web app in ${seconds.toFixed(0)} s`);
    await measureBrowser(install, { vodId, vod }, sheet);
  }
  sheet.print();
  console.log(
    `${loadText()} on ${os.cpus().length} cores: walls of a machine with other work are longer on both sides.`,
  );
  if (options.json !== undefined) sheet.writeJson(options.json);
} finally {
  await install?.close();
}
