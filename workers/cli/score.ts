import { Command } from "commander";

/** The `score` command: highlights of a chat file, without a database. */
export function scoreCommand(): Command {
  return new Command("score");
}
