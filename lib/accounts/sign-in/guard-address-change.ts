import { getSessionFromCtx } from "better-auth/api";
import { z } from "zod";
import type { AuthCall } from "./auth-call.ts";

const query = z.object({ token: z.string() });
const claims = z.object({ email: z.string(), updateTo: z.string() });

/**
 * The link in an e-mail to a new address moves the user only in a browser that is signed in as them: the library would sign
 * in whoever opens it, and an address is easily mistyped.
 */
export async function guardAddressChange(call: AuthCall): Promise<void> {
  if (call.path !== "/verify-email") return;
  const given = query.safeParse(call.query);
  const moving = given.success ? readClaims(given.data.token) : null;
  if (!moving) return;
  const session = await getSessionFromCtx(call);
  if (session?.user.email !== moving.email) throw call.redirect("/sign-in?error=sign_in_first");
}

/** What a token says, which the library checks after; null where it is of another kind. */
function readClaims(token: string): z.output<typeof claims> | null {
  try {
    const payload = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return claims.safeParse(payload).data ?? null;
  } catch {
    return null;
  }
}
