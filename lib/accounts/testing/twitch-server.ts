import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type TwitchUser = { sub: string; email?: string; email_verified?: boolean; preferred_username: string };

/**
 * Twitch's sign-in on this machine, as its documentation describes it: the page that asks (`/authorize` with `claims`), the
 * code for a token (`/token`, form-encoded, scopes as a list), and who it is for (`/userinfo`).
 */
export async function openTwitchServer(client: { id: string; secret: string }) {
  /** Who sits at the browser; null: they decline. */
  const state: { user: TwitchUser | null; codes: Map<string, { user: TwitchUser; redirectUri: string }> } = {
    user: null,
    codes: new Map(),
  };
  const tokens = new Map<string, TwitchUser>();
  const asked: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, "http://twitch");
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (url.pathname === "/oauth2/authorize") {
      asked.push(url.searchParams);
      const back = new URL(url.searchParams.get("redirect_uri")!);
      back.searchParams.set("state", url.searchParams.get("state")!);
      if (url.searchParams.get("client_id") !== client.id) return json(400, { status: 400, message: "invalid client" });
      if (state.user === null) back.searchParams.set("error", "access_denied");
      else {
        const code = `code-${state.codes.size + 1}`;
        state.codes.set(code, { user: state.user, redirectUri: url.searchParams.get("redirect_uri")! });
        back.searchParams.set("code", code);
        back.searchParams.set("scope", url.searchParams.get("scope")!);
      }
      return response.writeHead(302, { location: back.href }).end();
    }
    if (url.pathname === "/oauth2/token" && request.method === "POST") {
      let text = "";
      for await (const chunk of request) text += chunk;
      const form = new URLSearchParams(text);
      const given = state.codes.get(form.get("code") ?? "");
      state.codes.delete(form.get("code") ?? "");
      const isRight =
        given?.redirectUri === form.get("redirect_uri") &&
        form.get("client_id") === client.id &&
        form.get("client_secret") === client.secret &&
        form.get("grant_type") === "authorization_code";
      if (!given || !isRight) return json(400, { status: 400, message: "Invalid authorization code" });
      const token = `token-${tokens.size + 1}`;
      tokens.set(token, given.user);
      const scope = ["openid", "user:read:email"];
      return json(200, { access_token: token, expires_in: 14_000, refresh_token: "r", scope, token_type: "bearer" });
    }
    if (url.pathname === "/oauth2/userinfo") {
      const user = tokens.get(request.headers.authorization?.replace("Bearer ", "") ?? "");
      if (!user) return json(401, { status: 401, message: "invalid access token" });
      return json(200, { aud: client.id, iss: "https://id.twitch.tv/oauth2", ...user });
    }
    return json(404, { status: 404 });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/oauth2`,
    asked,
    signInAs: (user: TwitchUser | null) => {
      state.user = user;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
