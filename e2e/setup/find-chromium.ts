import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const projectDir = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const systemNames = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** `env`: what the browser needs in its environment beyond ours. */
export type Chromium = {
  executablePath: string;
  env: Record<string, string>;
  source: "environment" | "system" | "npm";
};

/**
 * A Chromium that starts here: `CHROMIUM_PATH`, else the system's, else the one from npm, unpacked once below
 * `node_modules/.cache` with the system libraries it brings. Throws a sentence that says what to do.
 */
export async function findChromium(): Promise<Chromium> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (await starts(named, {})) return { executablePath: named, env: {}, source: "environment" };
    throw new Error(`CHROMIUM_PATH (${named}) does not start. Set it to a Chromium or Chrome, or unset it.`);
  }
  for (const name of systemNames) {
    for (const dir of (process.env.PATH ?? "").split(path.delimiter)) {
      const executablePath = path.join(dir, name);
      if (existsSync(executablePath) && (await starts(executablePath, {})))
        return { executablePath, env: {}, source: "system" };
    }
  }
  const dir = await unpack();
  const executablePath = path.join(dir, "chromium");
  const fonts = { FONTCONFIG_PATH: path.join(dir, "fonts") };
  const libraries = { LD_LIBRARY_PATH: path.join(dir, "al2023/lib") };
  // The system's own libraries fit the system better; the packaged ones are for where some are missing.
  for (const env of [fonts, { ...fonts, ...libraries }]) {
    if (await starts(executablePath, env)) return { executablePath, env, source: "npm" };
  }
  throw new Error(
    'The Chromium from npm does not start here: system libraries are missing. Install a Chromium ("apt-get install chromium"), or set CHROMIUM_PATH to one.',
  );
}

async function starts(file: string, env: Record<string, string>): Promise<boolean> {
  try {
    const { stdout } = await run(file, ["--version", "--no-sandbox"], {
      env: { ...process.env, ...env },
      timeout: 20_000,
    });
    return /chrom/i.test(stdout);
  } catch {
    return false;
  }
}

/** The package unpacks into the temporary directory, and its libraries only where it believes to be on AWS Lambda. */
async function unpack(): Promise<string> {
  const manifest = path.join(projectDir, "node_modules/@sparticuz/chromium/package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const cache = path.join(projectDir, "node_modules/.cache");
  const dir = path.join(cache, `chromium-${version}`);
  if (existsSync(path.join(dir, "chromium"))) return dir;
  // The fonts' cache alone, where the browser was taken away.
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(path.join(cache, "chromium-making-"));
  const script = `const { default: chromium } = await import("@sparticuz/chromium"); await chromium.executablePath();`;
  await run(process.execPath, ["--input-type=module", "-e", script], {
    cwd: projectDir,
    env: { ...process.env, TMPDIR: making, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" },
    timeout: 180_000,
  });
  // The fonts' own list names /tmp.
  const folders = [path.join(dir, "fonts"), "/usr/share/fonts"].map((folder) => `<dir>${folder}</dir>`);
  const list = `<fontconfig>${folders.join("")}<cachedir>${path.join(dir, "fonts-cache")}</cachedir></fontconfig>`;
  writeFileSync(path.join(making, "fonts/fonts.conf"), list);
  try {
    renameSync(making, dir);
  } catch {
    // Another run was faster.
    rmSync(making, { recursive: true, force: true });
  }
  return dir;
}
