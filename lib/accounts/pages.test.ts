import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKeys, invitations } from "#drizzle/schema/access.ts";
import { members } from "#drizzle/schema/accounts.ts";
import { authSessions } from "#drizzle/schema/auth.ts";
import type { AccountId } from "#lib/ids.ts";
import { encodeCursor } from "#lib/paging.ts";
import { listApiKeys } from "./api-keys/list-api-keys.ts";
import { createAccount } from "./create-account.ts";
import { createUser } from "./create-user.ts";
import { listInvitations } from "./invitations/list-invitations.ts";
import { listMembers } from "./members/list-members.ts";
import { listSessions } from "./sign-in/sessions.ts";
import { openAuthWorld } from "./testing/auth-world.ts";

let world: Awaited<ReturnType<typeof openAuthWorld>>;
let accountId: AccountId;
let userId: string;
const many = 11;
/** Three of a kind at the same instant, so that the id has to settle their order. */
const at = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, Math.floor(n / 3)));
const soon = new Date(Date.now() + 3_600_000);

beforeAll(async () => {
  world = await openAuthWorld();
  const { db } = world.ctx;
  const make = (name: string) => createUser({ db }, { email: `${name}@example.com`, password: "correct horse", name });
  userId = await make("owner");
  accountId = await createAccount({ db }, { slug: "a", name: "A", planId: "test", ownerUserId: userId });
  for (let n = 0; n < many; n += 1) {
    const createdAt = at(n);
    const memberId = await make(`member-${n}`);
    await db.insert(members).values({ accountId, userId: memberId, role: "viewer", createdAt });
    const secret = `secret-${n}`;
    await db.insert(invitations).values({
      ...{ accountId, email: `invited-${n}@example.com`, role: "viewer", tokenHash: secret },
      ...{ invitedBy: userId, isMailed: false, createdAt, expiresAt: soon },
    });
    await db
      .insert(apiKeys)
      .values({ accountId, userId, name: secret, keyHash: secret, hint: "vm_", scopes: ["read"], createdAt });
    await db.insert(authSessions).values({
      ...{ id: randomUUID(), userId, token: secret, expiresAt: soon, createdAt, updatedAt: createdAt },
    });
  }
});
afterAll(() => world.close());

type Asked = { limit: number; cursor?: string };
type Page = { ids: string[]; nextCursor: string | null };

const lists: [string, (asked: Asked) => Promise<Page>, number][] = [
  [
    "members",
    async (asked) => {
      const { members: shown, nextCursor } = await listMembers(world.ctx, { accountId, ...asked });
      return { ids: shown.map((one) => one.userId), nextCursor };
    },
    many + 1,
  ],
  [
    "invitations",
    async (asked) => {
      const { invitations: shown, nextCursor } = await listInvitations(world.ctx, { accountId, ...asked });
      return { ids: shown.map((one) => one.id), nextCursor };
    },
    many,
  ],
  [
    "API keys",
    async (asked) => {
      const { apiKeys: shown, nextCursor } = await listApiKeys(world.ctx, { accountId, userId, ...asked });
      return { ids: shown.map((one) => one.id), nextCursor };
    },
    many,
  ],
  [
    "sessions",
    async (asked) => {
      const { sessions, nextCursor } = await listSessions(world.ctx, { userId, currentSessionId: "none", ...asked });
      return { ids: sessions.map((one) => one.id), nextCursor };
    },
    many,
  ],
];

test.each(lists)("%s come in pages, each once, in the order of the whole list", async (_, list, count) => {
  const whole = await list({ limit: 100 });
  expect([whole.ids.length, new Set(whole.ids).size, whole.nextCursor]).toEqual([count, count, null]);
  for (const limit of [1, 4, count]) {
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await list({ limit, ...(cursor ? { cursor } : {}) });
      expect(page.ids.length).toBeLessThanOrEqual(limit);
      seen.push(...page.ids);
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(whole.ids);
  }
});

test.each(lists)("%s refuse what is no page's end", async (_, list) => {
  for (const cursor of ["x", encodeCursor({ value: "yesterday", id: "a" }), encodeCursor({ value: "", id: "" })]) {
    await expect(list({ limit: 2, cursor })).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("the browser that asks stands on top of the first page alone", async () => {
  const { db } = world.ctx;
  const id = randomUUID();
  const long = at(-10);
  await db
    .insert(authSessions)
    .values({ id, userId, token: "current", expiresAt: soon, createdAt: long, updatedAt: long });
  const first = await listSessions(world.ctx, { userId, currentSessionId: id, limit: 5 });
  expect([first.sessions.length, first.sessions[0]?.id, first.sessions[0]?.isCurrent]).toEqual([6, id, true]);
  const next = await listSessions(world.ctx, { userId, currentSessionId: id, limit: 100, cursor: first.nextCursor! });
  expect(next.sessions).toHaveLength(many - 5);
  expect(next.sessions.some((one) => one.isCurrent)).toBe(false);
});
