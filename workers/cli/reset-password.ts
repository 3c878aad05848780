import { Command } from "commander";
import { makeResetLink } from "#lib/accounts/sign-in/make-reset-link.ts";
import { withSession } from "./session.ts";

/** `vodmanager reset-password`: a link for who forgot their password, where no e-mail is sent. */
export function resetPasswordCommand(): Command {
  return new Command("reset-password")
    .description("Print a link by which a user chooses a new password.")
    .argument("<email>", "the user's e-mail address")
    .action((email: string) =>
      withSession({}, async ({ ctx }) => {
        const { link } = await makeResetLink(ctx, { email });
        process.stdout.write(`${link}\n`);
        process.stderr.write("Hand it to them alone; it counts once, within an hour.\n");
      }),
    );
}
