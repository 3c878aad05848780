import type { Ctx } from "#lib/context.ts";
import { noteAlertMessages } from "./note-alert-messages.ts";
import { sendAlertMessages } from "./send-alert-messages.ts";

/**
 * Tells the operator of alerts that opened and of those that are over, by e-mail and webhook, where these are set up:
 * what is to be told is written first, then each message is sent until it arrives. Returns how many were sent.
 */
export async function tellAlerts(
  ctx: Pick<Ctx, "db" | "now" | "log" | "config" | "signal" | "atPoint">,
): Promise<number> {
  await noteAlertMessages(ctx);
  return sendAlertMessages(ctx);
}
