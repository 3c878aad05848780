import { genericOAuth } from "better-auth/plugins/generic-oauth";
import { z } from "zod";
import type { Config } from "#lib/config.ts";

const claims = z.object({
  sub: z.string().min(1),
  email: z.email().optional(),
  email_verified: z.boolean().default(false),
  preferred_username: z.string().default("Streamer"),
  picture: z.string().optional(),
});

/** What Twitch must tell of a user, in its userinfo answer: without asking it leaves the e-mail out. */
const askedClaims = { userinfo: { email: null, email_verified: null, preferred_username: null, picture: null } };

const timeoutMs = 10_000;

/**
 * Signing in with Twitch. Who somebody is comes from Twitch's own answer to the token, not from the token's text.
 * A Twitch user with a verified address that is known here, and verified here, is that user.
 */
export function twitchSignIn(config: Pick<Config, "allowSignUp">, twitch: NonNullable<Config["twitch"]>) {
  const { clientId, clientSecret, authUrl } = twitch;
  return genericOAuth({
    config: [
      {
        providerId: "twitch",
        name: "Twitch",
        clientId,
        clientSecret,
        authorizationUrl: `${authUrl}/authorize`,
        tokenUrl: `${authUrl}/token`,
        scopes: ["openid", "user:read:email"],
        authorizationUrlParams: { claims: JSON.stringify(askedClaims) },
        // Twitch's token address knows no code_verifier; the state and the client's secret bind the code.
        pkce: false,
        disableSignUp: !config.allowSignUp,
        requireEmailVerification: true,
        getUserInfo: async ({ accessToken }) => {
          const response = await fetch(`${authUrl}/userinfo`, {
            headers: { authorization: `Bearer ${accessToken}` },
            signal: AbortSignal.timeout(timeoutMs),
          }).catch(() => null);
          if (!response?.ok) return null;
          const found = claims.safeParse(await response.json().catch(() => null));
          if (!found.success) return null;
          const { sub, email, email_verified: emailVerified, preferred_username: name, picture } = found.data;
          return { id: sub, name, email, emailVerified, image: picture };
        },
      },
    ],
  });
}
