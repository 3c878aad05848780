/** What came of a request to the sign-in addresses; `message` is fit for the screen. */
export type AuthAnswer = { ok: true; body: Record<string, unknown> } | { ok: false; code: string; message: string };

const byCode: Record<string, string> = {
  // The same words for a wrong password, an unknown address and too many tries: none of them is told apart.
  INVALID_EMAIL_OR_PASSWORD:
    "E-mail or password is wrong. After many wrong tries even the right one waits for up to an hour; a new password ends that.",
  EMAIL_NOT_VERIFIED: "This address isn't confirmed yet. Open the link in the e-mail we just sent to it, then sign in.",
  INVALID_TOKEN: "This link was used or is too old. Ask for a new one.",
  TOKEN_EXPIRED: "This link is too old. Ask for a new one.",
  PASSWORD_TOO_SHORT: "The password is too short. Use at least 8 characters.",
  PASSWORD_TOO_LONG: "The password is too long. Use up to 128 characters.",
  INVALID_PASSWORD: "The current password is wrong.",
  INVALID_EMAIL: "That is no e-mail address. Write one like name@example.com.",
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: "There is a user with this address already. Sign in.",
  INVALID_ORIGIN: "This address isn't allowed for signing in. Open VOD Manager under its own address.",
  CREDENTIAL_ACCOUNT_NOT_FOUND: "You sign in with Twitch and have no password here.",
};
const byStatus: Record<number, string> = {
  403: byCode.INVALID_ORIGIN!,
  503: "The database can't be reached right now. Nothing is lost; try again in a moment.",
  429: "Too many tries from your network. Wait a few minutes, then try again.",
};

/** POST below /api/auth. */
export async function postAuth(path: string, body: Record<string, unknown> = {}): Promise<AuthAnswer> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`/api/auth${path}`, init).catch(() => null);
  if (!response) {
    const message = "VOD Manager can't be reached. Check that it is running and your connection.";
    return { ok: false, code: "UNREACHABLE", message };
  }
  const answer = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  if (response.ok) return { ok: true, body: answer ?? {} };
  const code = typeof answer?.code === "string" ? answer.code : "";
  return {
    ok: false,
    code,
    message: byCode[code] ?? byStatus[response.status] ?? "That failed. Try again in a moment.",
  };
}
