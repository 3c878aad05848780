import { Command } from "commander";
import { apiCommand } from "./api.ts";
import { backupCommand, migrateCommand, recoverCommand, setupCommand } from "./backup.ts";
import { cutCommand, generateHighlightClipCommand } from "./cut.ts";
import { detectCommand } from "./detect.ts";
import { describeFailure } from "./exit-codes.ts";
import { highlightsCommand } from "./highlights.ts";
import { importCommand } from "./import.ts";
import { offsetCommand } from "./offset.ts";
import { plansCommand } from "./plans.ts";
import { processCommand } from "./process.ts";
import { resetPasswordCommand } from "./reset-password.ts";
import { scoreCommand } from "./score.ts";
import { setUpCodeCommand } from "./setup-code.ts";
import { pinCommand, restoreCommand, trashCommand } from "./trash.ts";
import { usageCommand } from "./usage.ts";
import { vodsCommand } from "./vods.ts";

const program = new Command("vodmanager")
  .description("Stores livestream recordings, finds the moments worth keeping, and cuts them to the frame.")
  .showHelpAfterError("(add --help for what this command takes)")
  .exitOverride();

const commands = [
  importCommand(),
  vodsCommand(),
  processCommand(),
  detectCommand(),
  offsetCommand(),
  highlightsCommand(),
  cutCommand(),
  generateHighlightClipCommand(),
  usageCommand(),
  trashCommand(),
  restoreCommand(),
  pinCommand(),
  plansCommand(),
  resetPasswordCommand(),
  setUpCodeCommand(),
  apiCommand(),
  scoreCommand(),
  backupCommand(),
  recoverCommand(),
  migrateCommand(),
  setupCommand(),
];
for (const command of commands)
  program.addCommand(command.exitOverride().showHelpAfterError("(add --help for what this command takes)"));

program.addHelpText(
  "after",
  `
Exit codes: 0 done, 1 the work failed or was refused, 2 wrong command line or input, 3 something needed is out of reach.`,
);

try {
  await program.parseAsync();
} catch (error) {
  const { exitCode, message } = describeFailure(error);
  if (message !== null) process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}
