const name = "vodmanager.account";
const yearSeconds = 31_536_000;

/** The short name of the account a browser chose, or undefined: then it is the one its user joined first. */
export function chosenAccount(headers: Headers): string | undefined {
  const found = (headers.get("cookie") ?? "").match(/(?:^|;\s*)vodmanager\.account=([a-z0-9-]{1,40})(?:;|$)/);
  return found?.[1];
}

/** The `set-cookie` that chooses an account for this browser; null forgets the choice. */
export function accountCookie(slug: string | null, options: { isSecure: boolean }): string {
  const secure = options.isSecure ? "; Secure" : "";
  return `${name}=${slug ?? ""}; Path=/; Max-Age=${slug === null ? 0 : yearSeconds}; HttpOnly; SameSite=Lax${secure}`;
}
