/**
 * `npm run bench:ui [-- --json FILE] [--quick] [--only PARTS]`: the replay page of an 8-hour VOD with 500,000 messages and
 * 200 highlights, in real Chromium against the real stack. The recording is made and processed at the first run and kept
 * in node_modules/.cache. `--quick`: 2 minutes of use for the memory instead of 10. A bench, not a test: a figure that is
 * not reached is printed as MISS (`ok: false` in the JSON) and the exit code stays 0.
 */
import os from "node:os";
import { parseArgs } from "node:util";
import { buildWeb } from "#workers/up/build-web.ts";
import { createSheet, timed } from "./media/figures.ts";
import { projectDir } from "./media/installation.ts";
import { loadText, say } from "./media/tools.ts";
import { openBrowser } from "./ui/browser.ts";
import { openUiInstallation } from "./ui/installation.ts";
import { measureChat } from "./ui/measure-chat.ts";
import { measureDrag } from "./ui/measure-drag.ts";
import { measureList } from "./ui/measure-list.ts";
import { measureMemory } from "./ui/measure-memory.ts";
import { measureStart } from "./ui/measure-start.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "start,drag,chat,list,memory" },
  },
});
const wanted = new Set(options.only.split(","));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

const sheet = createSheet();
say(`${os.cpus().length} cores, ${loadText()}`);
const install = await openUiInstallation();
try {
  const { seconds, result } = await timed(() => buildWeb(projectDir, install.env));
  if (result.built) say(`built the web app in ${seconds.toFixed(0)} s`);
  const bench = await openBrowser(install);
  try {
    if (wanted.has("start")) await measureStart(install, bench, sheet);
    if (wanted.has("drag")) await measureDrag(install, bench, sheet);
    if (wanted.has("chat")) await measureChat(install, bench, sheet);
    if (wanted.has("list")) await measureList(install, bench, sheet);
    if (wanted.has("memory")) await measureMemory(install, bench, sheet, options.quick ? 2 : 10);
  } finally {
    await bench.close();
  }
  sheet.print();
  console.log(`${loadText()} on ${os.cpus().length} cores: times of a machine with other work are longer.`);
  if (options.json !== undefined) sheet.writeJson(options.json);
} finally {
  await install.close();
}
