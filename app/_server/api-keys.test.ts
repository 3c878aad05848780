import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKeys } from "#drizzle/schema/access.ts";
import { members } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import { type ApiScope, apiScopes } from "#lib/accounts/schema.ts";
import { DELETE as revoke } from "../api/v1/api-keys/[id]/route.ts";
import { POST as create, GET as list } from "../api/v1/api-keys/route.ts";
import { GET as me } from "../api/v1/me/route.ts";
import { DELETE as endSession } from "../api/v1/me/sessions/[id]/route.ts";
import { GET as sessions } from "../api/v1/me/sessions/route.ts";
import { GET as streams } from "../api/v1/streams/route.ts";
import { POST as trash } from "../api/v1/trash/route.ts";
import { type AccessRule, accessTable } from "./access-table.ts";
import { listRoutes } from "./testing/list-routes.ts";
import { ask, startTestWeb, withParams } from "./testing/web-test.ts";

let web: Awaited<ReturnType<typeof startTestWeb>>;
let owner: Awaited<ReturnType<typeof web.signUp>>;
beforeAll(async () => {
  web = await startTestWeb({ API_REQUESTS_PER_MINUTE: "200" });
  owner = await web.signUp("owner");
});
afterAll(() => web.stop());

const json = { "content-type": "application/json" };
const makeKey = async (scopes: ApiScope[], more: Record<string, unknown> = {}, cookie = owner.cookie) => {
  const body = JSON.stringify({ name: "Script", scopes, expiresInDays: null, ...more });
  const response = await create(ask("/x", { cookie, method: "POST", headers: json, body }), withParams());
  return { status: response.status, ...((await response.json()) as { id: string; key: string }) };
};
const withKey = (key: string, options: Parameters<typeof ask>[1] = {}) =>
  ask("/x", {
    ...options,
    headers: { ...options.headers, authorization: `Bearer ${key}`, origin: "https://elsewhere.example" },
  });

test("a key is told once, kept as a hash, used from anywhere, and ends when it is revoked", async () => {
  const { id, key } = await makeKey(["read"]);
  expect(key).toMatch(/^vm_[\w-]{43}$/);
  const [row] = await web.ctx.db.select().from(apiKeys).where(eq(apiKeys.id, id));
  expect(JSON.stringify(row)).not.toContain(key.slice(9));
  const used = await streams(withKey(key), withParams());
  expect([used.status, await used.json()]).toMatchObject([200, { streams: [] }]);
  const listed = await (await list(ask("/x", { cookie: owner.cookie }), withParams())).json();
  expect(listed.apiKeys).toMatchObject([{ id, name: "Script", hint: key.slice(0, 9), scopes: ["read"] }]);
  expect(listed.apiKeys[0].lastUsedAt).not.toBeNull();
  expect(JSON.stringify(listed)).not.toContain(key);

  const stranger = await web.signUp("stranger");
  const theirs = await revoke(ask("/x", { cookie: stranger.cookie, method: "DELETE" }), withParams({ id }));
  expect(theirs.status).toBe(404);
  expect((await revoke(ask("/x", { cookie: owner.cookie, method: "DELETE" }), withParams({ id }))).status).toBe(200);
  const after = await streams(withKey(key), withParams());
  expect([after.status, (await after.json()).code]).toEqual([401, "unauthenticated"]);
});

test("a key that is unknown, expired or of another scheme is refused, whatever cookie comes with it", async () => {
  const { id, key } = await makeKey(["read"], { expiresInDays: 1 });
  await web.ctx.db
    .update(apiKeys)
    .set({ expiresAt: new Date(Date.now() - 1) })
    .where(eq(apiKeys.id, id));
  for (const authorization of [`Bearer ${key}`, `Bearer vm_${"x".repeat(43)}`, "Basic dTpw", "Bearer", ""]) {
    const request = ask("/x", { cookie: owner.cookie, headers: { authorization } });
    expect((await streams(request, withParams())).status, authorization).toBe(401);
  }
});

test("keys may do what the table's scope says, and no route more", async () => {
  await web.ctx.db.update(authUsers).set({ isAdmin: true }).where(eq(authUsers.id, owner.userId));
  const keys = new Map<ApiScope, string>();
  for (const scope of apiScopes) keys.set(scope, (await makeKey([scope])).key);
  const rules: Record<string, AccessRule> = accessTable;
  const missing = "0f5d2b1e-6a43-4c8e-9d0a-51c2b7e89999";
  for (const { key: row, method, handler } of await listRoutes()) {
    const rule = rules[row]!;
    if (rule.atLeast === "anyone" || method === "HEAD") continue;
    for (const [scope, key] of keys) {
      const body = method === "GET" ? undefined : "{}";
      const response = await handler(
        withKey(key, { method, body, headers: json }),
        withParams({ id: missing, n: "0" }),
      );
      const isRefused = response.status === 403 && (await response.clone().text()).includes("key");
      expect(isRefused, `${row} with a key for ${scope}: ${response.status}`).toBe(rule.scope !== scope);
    }
    await web.ctx.db.update(apiKeys).set({ windowCount: 0 });
  }
});

test("a key does no more than its user may now: a role taken away is taken from it", async () => {
  const editor = await web.signUp("editor");
  const { key } = await makeKey(["write"], {}, editor.cookie);
  const body = JSON.stringify({ vodIds: ["0f5d2b1e-6a43-4c8e-9d0a-51c2b7e89999"] });
  const send = () => trash(withKey(key, { method: "POST", headers: json, body }), withParams());
  expect((await send()).status).not.toBe(403);
  await web.ctx.db.update(members).set({ role: "viewer" }).where(eq(members.userId, editor.userId));
  expect((await send()).status).toBe(403);
  await web.ctx.db.delete(members).where(eq(members.userId, editor.userId));
  expect((await send()).status).toBe(404);
});

test("only operators make keys that operate", async () => {
  const plain = await web.signUp("plain");
  expect(await makeKey(["admin"], {}, plain.cookie)).toMatchObject({ status: 403, code: "forbidden" });
  expect(await makeKey([], {}, plain.cookie)).toMatchObject({
    status: 400,
    fields: { scopes: "Choose what the key may do" },
  });
});

test("a key's minute is limited, says how much is left, and is counted by the database", async () => {
  const { id, key } = await makeKey(["read"]);
  const first = await streams(withKey(key), withParams());
  expect(first.headers.get("ratelimit-limit")).toBe("200");
  expect(first.headers.get("ratelimit-remaining")).toBe("199");
  expect(Number(first.headers.get("ratelimit-reset"))).toBeGreaterThan(0);
  await web.ctx.db.update(apiKeys).set({ windowCount: 190 }).where(eq(apiKeys.id, id));
  const sent = await Promise.all(Array.from({ length: 20 }, () => streams(withKey(key), withParams())));
  const refused = sent.filter((response) => response.status === 429);
  expect(refused).toHaveLength(10);
  expect(Number(refused[0]!.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused[0]!.headers.get("ratelimit-remaining")).toBe("0");
  expect(await refused[0]!.json()).toMatchObject({ code: "rate_limited", retry: true });
  await web.ctx.db
    .update(apiKeys)
    .set({ windowStartedAt: new Date(Date.now() - 61_000) })
    .where(eq(apiKeys.id, id));
  expect((await streams(withKey(key), withParams())).status).toBe(200);
});

test("sessions: listed without their secret, one ended at once, nobody else's", async () => {
  const other = await web.signIn("owner");
  const stranger = await web.signUp("other");
  const read = async (cookie: string) => (await (await sessions(ask("/x", { cookie }), withParams())).json()).sessions;
  const listed = await read(owner.cookie);
  expect(listed.map((one: { isCurrent: boolean }) => one.isCurrent).sort()).toEqual([false, true]);
  expect(JSON.stringify(listed)).not.toMatch(/token/i);
  const id = listed.find((one: { isCurrent: boolean }) => !one.isCurrent).id as string;
  const end = (cookie: string) => endSession(ask("/x", { cookie, method: "DELETE" }), withParams({ id }));
  expect((await end(stranger.cookie)).status).toBe(404);
  expect((await end(owner.cookie)).status).toBe(200);
  expect((await me(ask("/x", { cookie: other }), withParams())).status).toBe(401);
  expect((await me(ask("/x", { cookie: owner.cookie }), withParams())).status).toBe(200);
});
