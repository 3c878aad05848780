import { Command, Option } from "commander";
import { loadConfig } from "#lib/config.ts";
import { AppError } from "#lib/errors.ts";
import { projectDir } from "./session.ts";

type Options = { data?: string; idempotencyKey?: string };

/** `vodmanager api`: one request to an installation, anywhere, with an API key. */
export function apiCommand(): Command {
  return new Command("api")
    .description("Ask an installation's REST API, with the key in VODMANAGER_API_KEY.")
    .argument("<method>", "GET, POST or DELETE")
    .argument("<path>", "the path below /api/v1, e.g. /streams")
    .option("--data <json>", "the request's body")
    .addOption(new Option("--idempotency-key <key>", "the same key sent again gets the same answer"))
    .addHelpText(
      "after",
      "\nVODMANAGER_URL names the installation (default: this one's APP_URL). /docs/api describes it.",
    )
    .action(callApi);
}

async function callApi(method: string, path: string, options: Options): Promise<void> {
  const key = process.env.VODMANAGER_API_KEY;
  if (!key) {
    const how = "Make one under Settings, API keys, and set VODMANAGER_API_KEY to it.";
    throw new AppError("invalid_input", `There is no API key. ${how}`);
  }
  const baseUrl = process.env.VODMANAGER_URL || loadConfig(process.env, projectDir).appUrl;
  const url = new URL(`/api/v1/${path.replace(/^\/+/, "")}`, baseUrl);
  const response = await fetch(url, {
    method: method.toUpperCase(),
    redirect: "error",
    body: options.data,
    headers: {
      authorization: `Bearer ${key}`,
      ...(options.data === undefined ? {} : { "content-type": "application/json" }),
      ...(options.idempotencyKey === undefined ? {} : { "idempotency-key": options.idempotencyKey }),
    },
  }).catch(() => null);
  if (!response) throw new AppError("missing_dependency", `${url.origin} can't be reached. Check VODMANAGER_URL.`);
  const text = await response.text();
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  if (!response.ok) process.exitCode = 1;
}
