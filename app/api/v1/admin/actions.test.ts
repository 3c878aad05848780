import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { NextRoute } from "#app/_server/route.ts";
import { ask, startTestWeb, withParams } from "#app/_server/testing/web-test.ts";
import { llmPrices } from "#drizzle/schema/llm.ts";
import { adminActions } from "#drizzle/schema/operations.ts";
import { atTheMachine } from "#lib/accounts/note-action.ts";
import { listPlans, savePlan, setAccountPlan } from "#lib/accounts/plans.ts";
import { makeResetLink } from "#lib/accounts/sign-in/make-reset-link.ts";
import { POST as assignPlan } from "./accounts/[id]/plan/route.ts";
import { GET as actions } from "./actions/route.ts";
import { POST as savePlanRoute } from "./plans/route.ts";
import { POST as removePrice } from "./refinement/prices/remove/route.ts";
import { POST as setPrice } from "./refinement/prices/route.ts";
import { POST as changeRefinement } from "./refinement/route.ts";

let web: Awaited<ReturnType<typeof startTestWeb>>;
let admin: Awaited<ReturnType<typeof web.signUp>>;
let owner: Awaited<ReturnType<typeof web.signUp>>;
beforeAll(async () => {
  web = await startTestWeb();
  admin = await web.signUp("admin");
  owner = await web.signUp("owner");
  await web.ctx.db.execute(sql`update auth_users set is_admin = true where id = ${admin.userId}`);
});
afterAll(() => web.stop());
beforeEach(async () => {
  await web.ctx.db.delete(adminActions);
});

const ownerEmail = "owner@example.com";
const json = { "content-type": "application/json" };
const post = (route: NextRoute, cookie: string, body: unknown, params: Record<string, string> = {}) =>
  route(ask("/api/v1/x", { cookie, method: "POST", body: JSON.stringify(body), headers: json }), withParams(params));
const log = async () => {
  const answer = await actions(ask("/api/v1/x", { cookie: admin.cookie }), withParams());
  return (await answer.json()).actions as { action: string; subject: string; actorName: string; accountName: string }[];
};

const plan = {
  ...{ id: "logged", name: "Logged plan", maxBytes: 1e9, maxClipBytes: null, maxVods: 1, maxClips: 1 },
  ...{ retentionDays: 1, trashDays: 1, llmMonthlyUsd: 1, allowsEviction: false },
};
const model = { backend: "gemini", model: "some-model" };
const price = { ...model, inputUsdPerMillion: 1, audioUsdPerMillion: null, outputUsdPerMillion: 2 };

/** What operators do by the routes, in order, and what the log says of it. */
const deeds = [
  { route: savePlanRoute, body: plan, noted: { action: "save_plan", subject: "Logged plan", accountName: null } },
  {
    route: assignPlan,
    body: { planId: "logged" },
    params: () => ({ id: owner.accountId as string }),
    noted: { action: "assign_plan", subject: "Logged plan", accountName: expect.any(String) },
  },
  {
    route: changeRefinement,
    body: { isEnabled: false, dailyUsd: 3.5 },
    noted: { action: "change_refinement", subject: "off, $3.50 a day", accountName: null },
  },
  { route: setPrice, body: price, noted: { action: "set_price", subject: "gemini: some-model", accountName: null } },
  {
    route: removePrice,
    body: model,
    noted: { action: "remove_price", subject: "gemini: some-model", accountName: null },
  },
] as const;

test.each(deeds)("$noted.action stands in the log with who did it and to what", async (deed) => {
  const params = "params" in deed ? deed.params() : {};
  const answer = await post(deed.route as NextRoute, admin.cookie, deed.body, params);
  expect(answer.status, await answer.clone().text()).toBe(200);
  expect(await log()).toEqual([expect.objectContaining({ ...deed.noted, actorName: "admin" })]);
});

test.each(deeds)("$noted.action by somebody who may not is neither done nor noted", async (deed) => {
  const params = "params" in deed ? deed.params() : {};
  expect((await post(deed.route as NextRoute, owner.cookie, deed.body, params)).status).toBe(404);
  expect(await log()).toEqual([]);
});

test("what can't be noted isn't done: entry and change are one transaction", async () => {
  const { ctx } = web;
  await ctx.db.execute(sql`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`);
  await ctx.db.execute(
    sql`create trigger refuse before insert on admin_actions for each row execute function refuse()`,
  );
  try {
    for (const { route, body } of [deeds[0], deeds[3]] as const) {
      const changed = "id" in body ? { ...body, id: "unnoted" } : { ...body, model: "unnoted" };
      expect((await post(route as NextRoute, admin.cookie, changed)).status).toBe(500);
    }
    await expect(makeResetLink(ctx, { email: ownerEmail })).rejects.toThrow();
  } finally {
    await ctx.db.execute(sql`drop function refuse() cascade`);
  }
  expect((await listPlans(ctx)).map((one) => one.id)).not.toContain("unnoted");
  expect((await ctx.db.select().from(llmPrices)).map((one) => one.model)).not.toContain("unnoted");
  const { rows } = await ctx.db.execute(sql`select 1 from auth_verifications`);
  expect(rows).toEqual([]);
});

test("what is done at the machine itself, plans and links for a new password, is noted without a name", async () => {
  const { ctx } = web;
  await savePlan(ctx, { ...plan, name: "By hand", operator: atTheMachine });
  await setAccountPlan(ctx, { account: { id: owner.accountId }, planId: "logged", operator: atTheMachine });
  const { link } = await makeResetLink(ctx, { email: ownerEmail });
  const noted = await log();
  expect(noted.map(({ action, subject, actorName }) => [action, subject, actorName])).toEqual([
    ["reset_password", ownerEmail, null],
    ["assign_plan", "By hand", null],
    ["save_plan", "By hand", null],
  ]);
  // The link itself is nowhere in it.
  expect(JSON.stringify(await ctx.db.select().from(adminActions))).not.toContain(link.split("#")[1]);
});
