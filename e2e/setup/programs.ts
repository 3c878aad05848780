import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { programArgs } from "#workers/up/program-args.ts";
import { supervise } from "#workers/up/supervise.ts";
import { waitUntilAnswers } from "#workers/up/wait-until-answers.ts";

const projectDir = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Web and worker of an installation of its own, on the web that was built for the other tests. */
export async function startPrograms(input: { dataDir: string; port: number; env: NodeJS.ProcessEnv }) {
  const { dataDir, port, env } = input;
  const said: string[] = [];
  const logs = { web: path.join(dataDir, "logs/web.log"), worker: path.join(dataDir, "logs/worker.log") };
  const child = (program: "web" | "main", logFile: string) =>
    supervise({
      name: program,
      args: programArgs(program),
      cwd: projectDir,
      env,
      logFile,
      say: (text) => void said.push(text),
    });
  const worker = child("main", logs.worker);
  const web = child("web", logs.web);
  const stop = async () => {
    await Promise.all([web.stop(5_000), worker.stop(25_000)]);
  };
  try {
    await Promise.all([worker.ready, web.ready]);
    await waitUntilAnswers({ host: env.HOST ?? "127.0.0.1", port });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    /** Everything both processes have printed, and what was said of them. */
    output: () => ({
      web: readFileSync(logs.web, "utf8"),
      worker: readFileSync(logs.worker, "utf8"),
      up: said.join("\n"),
    }),
    stop,
  };
}
