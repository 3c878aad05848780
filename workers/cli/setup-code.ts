import { Command } from "commander";
import { setUpCode } from "#lib/accounts/sign-in/set-up.ts";
import { loadConfig } from "#lib/config.ts";
import { projectDir } from "./session.ts";

/** `vodmanager setup-code`: what the page of a new installation's first start asks for. */
export function setUpCodeCommand(): Command {
  return new Command("setup-code")
    .description("Print the code that the first start of a new installation asks for.")
    .action(() => {
      process.stdout.write(`${setUpCode(loadConfig(process.env, projectDir))}\n`);
    });
}
