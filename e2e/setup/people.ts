import { type APIRequestContext, request } from "@playwright/test";
import { eq } from "drizzle-orm";
import { accounts, members } from "#drizzle/schema/accounts.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { openDatabase } from "#lib/platform/db/client.ts";
import { testAdmin, testUser } from "./sign-in.ts";

export type Standing = "anonymous" | "viewer" | "editor" | "owner" | "stranger" | "admin";

const password = "e2e-password-1";

/** A signed-in client of each standing towards the test account. `close` ends them. */
export async function openPeople(): Promise<{
  people: Record<Standing, APIRequestContext>;
  close: () => Promise<void>;
}> {
  const { db, pool } = openDatabase(process.env.DATABASE_URL!, { maxConnections: 2 });
  const [account] = await db.select().from(accounts).where(eq(accounts.slug, testUser.accountSlug));
  const emailOf = (name: string) => `${name}@e2e.example.com`;
  for (const role of ["viewer", "editor"] as const) {
    const userId = await createUser({ db }, { email: emailOf(role), password, name: role });
    await db.insert(members).values({ accountId: account!.id, userId, role }).onConflictDoNothing();
  }
  const ownerUserId = await createUser({ db }, { email: emailOf("stranger"), password, name: "Stranger" });
  await createAccount({ db }, { slug: "stranger", name: "Stranger's", planId: "studio", ownerUserId });
  await pool.end();
  const open = async (email: string | null): Promise<APIRequestContext> => {
    const baseURL = process.env.E2E_BASE_URL!;
    const context = await request.newContext({ baseURL, extraHTTPHeaders: { origin: baseURL } });
    if (email) await context.post("/api/auth/sign-in/email", { data: { email, password } });
    return context;
  };
  const people = {
    anonymous: await open(null),
    viewer: await open(emailOf("viewer")),
    editor: await open(emailOf("editor")),
    owner: await open(testUser.email),
    stranger: await open(emailOf("stranger")),
    admin: await open(testAdmin.email),
  };
  const close = async () => {
    for (const context of Object.values(people)) await context.dispose();
  };
  return { people, close };
}
