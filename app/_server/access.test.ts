import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Role } from "#lib/accounts/authorise.ts";
import { type AccessRule, accessTable, type Caller, type RouteKey } from "./access-table.ts";
import { type ExampleId, exampleIds, examples, subjectOf } from "./openapi/examples.ts";
import { type AccessWorld, makeAccessWorld, type Person } from "./testing/access-world.ts";
import { expectDescribed } from "./testing/expect-described.ts";
import { type FoundRoute, listRoutes, listServerActions } from "./testing/list-routes.ts";
import { ask, withParams } from "./testing/web-test.ts";

/**
 * Every method of every route, asked by people of every standing towards the account whose things they name.
 * The routes come from the file tree, the expectations from the access table.
 */
const people: Person[] = ["anonymous", "viewer", "editor", "owner", "stranger", "admin"];
const rank: Record<Role, number> = { viewer: 0, editor: 1, owner: 2 };
const routes = await listRoutes();
const rules: Record<string, AccessRule> = accessTable;

let world: AccessWorld;
/** What a request uses up: each that is served gets another, those that are refused share these. */
const usedUp = ["upload", "chatUpload", "member", "session", "invitation", "invitationToken", "apiKey"] as const;
const kept: Partial<Record<ExampleId, string>> = {};
/** What is the owner's own, whatever others may do in the account. */
const personal: (ExampleId | null)[] = ["session", "apiKey"];
beforeAll(async () => {
  world = await makeAccessWorld();
  for (const kind of usedUp) kept[kind] = await world.idOf(kind);
});
afterAll(() => world.stop());

/** Sends a route's example as somebody. `isMissing`: about something that doesn't exist. */
async function send(route: FoundRoute, person: Person, options: { isMissing?: boolean } = {}) {
  const subject = subjectOf(route.path);
  const isServed = expectedOf(route, person) === "served";
  const realId = async (kind: ExampleId) => {
    if (options.isMissing && kind === subject) return randomUUID();
    return (isServed ? undefined : kept[kind]) ?? world.idOf(kind);
  };
  const { query, body } = examples[route.key as RouteKey] ?? {};
  let text = JSON.stringify({ query: query ?? {}, body });
  for (const [kind, id] of Object.entries(exampleIds) as [ExampleId, string][]) {
    if (text.includes(id)) text = text.replaceAll(id, await realId(kind));
  }
  const filled = JSON.parse(text) as { query: Record<string, string>; body?: unknown };
  const params: Record<string, string> = { n: "0" };
  if (subject) params.id = await realId(subject);
  const target = route.path.replace(/\[(\w+)\]/g, (_, name: string) => params[name] ?? "x");
  const isText = typeof filled.body === "string";
  const request = ask(`${target}?${new URLSearchParams(filled.query)}`, {
    method: route.method,
    cookie: world.cookies[person],
    body: filled.body === undefined ? undefined : isText ? (filled.body as string) : JSON.stringify(filled.body),
    headers: filled.body === undefined || isText ? {} : { "content-type": "application/json" },
  });
  const response = await route.handler(request, withParams(params));
  // A stream of events ends when nobody reads it any more.
  const isEndless = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (isEndless) await response.body?.cancel();
  const type = response.headers.get("content-type")?.split(";")[0];
  return { status: response.status, type, text: isEndless ? "" : await response.text() };
}

/** What the table lets this person see of the route: the answer of a status, or "served". */
function expectedOf(route: FoundRoute, person: Person): number | "served" {
  const { atLeast } = rules[route.key]!;
  if (atLeast === "anyone") return "served";
  if (person === "anonymous") return 401;
  if (atLeast === "admin") return person === "admin" ? "served" : 404;
  if (personal.includes(subjectOf(route.path))) return person === "owner" ? "served" : 404;
  if (atLeast === "signed-in") return "served";
  // Both are owners of an account of their own, where this one's things don't exist.
  if (person === "stranger" || person === "admin") return subjectOf(route.path) ? 404 : "served";
  return rank[person as Role] >= rank[atLeast] ? "served" : 403;
}

test("every route has a row in the table, and every row a route", () => {
  const found = new Set(routes.map((route) => route.key));
  const rows = Object.keys(accessTable);
  expect(
    [...found].filter((key) => !rows.includes(key)),
    "routes without a row in app/_server/access-table.ts",
  ).toEqual([]);
  expect(
    rows.filter((key) => !found.has(key)),
    "rows without a route",
  ).toEqual([]);
  expect(found.size).toBeGreaterThan(50);
});

test("a route takes the row of its own path, and none is open that isn't made by route()", () => {
  for (const { key, handler, file } of routes) {
    if ("operation" in handler) expect(handler.operation.key, file).toBe(key);
    else expect(rules[key]!.atLeast, `${file} is not made by route()`).toBe("anyone");
  }
});

test("there are no server actions: every change goes through a route", () => {
  expect(listServerActions()).toEqual([]);
});

const isOfOne = (route: FoundRoute) => rules[route.key]!.atLeast !== "anyone";
const reading = routes.filter((route) => isOfOne(route) && ["GET", "HEAD"].includes(route.method));
const changing = routes.filter((route) => isOfOne(route) && !["GET", "HEAD"].includes(route.method));

describe.each(people)("%s", (person) => {
  test.each(reading)("$method $path", (route) => check(route, person));

  test("is refused every change the table refuses, and nothing changes", async () => {
    const refused = changing.filter((route) => expectedOf(route, person) !== "served");
    const before = await world.fingerprint();
    for (const route of refused) await check(route, person);
    expect(await world.fingerprint()).toBe(before);
  });
});

// Last: these change the world. What deletes comes after what it would delete.
const order = ["/members/leave", "/trash/empty", "/trash/restore", "/trash", ""].reverse();
const late = (route: FoundRoute) => order.findIndex((end) => end !== "" && route.path.endsWith(end));
const inOrder = [...changing].sort((a, b) => late(a) - late(b));
describe.each(["stranger", "viewer", "editor", "owner", "admin"] as const)("%s changes what they may", (person) => {
  test.each(inOrder.filter((route) => expectedOf(route, person) === "served"))("$method $path", (route) =>
    check(route, person),
  );
});

async function check(route: FoundRoute, person: Person): Promise<void> {
  const expected = expectedOf(route, person);
  const { status, text, type } = await send(route, person);
  const about = `${person}: ${route.method} ${route.path} answered ${status} ${text.slice(0, 300)}`;
  if (expected !== "served") {
    expect(status, about).toBe(expected);
    if (expected === 404 && person !== "anonymous") {
      const missing = await send(route, person, { isMissing: true });
      expect(text, `${about}: what is not theirs must look like what does not exist`).toBe(missing.text);
    }
    return;
  }
  const isJson = status === 200 && type === "application/json" && route.path.startsWith("/api/v1/");
  if (isJson && route.method !== "HEAD") expectDescribed(route.key, JSON.parse(text));
  const isTheirs = !["stranger", "admin"].includes(person);
  if (isTheirs) expect([200, 206, 409], about).toContain(status);
  // Of an account of their own, the ids name nothing: whatever is answered tells nothing of the owner's things.
  else expect([200, 400, 404, 409], about).toContain(status);
  if (person === "stranger") expect(text, about).not.toMatch(/of the owner alone|Mine\.mp4/);
}

const callers: Caller[] = ["anyone", "signed-in", "viewer", "editor", "owner", "admin"];
test("what operators may do is asked of nobody else, and keys sign nobody in", () => {
  for (const [key, rule] of Object.entries(rules)) {
    expect(callers, key).toContain(rule.atLeast);
    expect(key.includes("/admin/"), key).toBe(rule.atLeast === "admin");
    if (rule.atLeast === "anyone") expect(rule.scope, key).toBeNull();
    // No key makes keys, members or sessions: who finds one can't stay by it.
    if (/(me\/|members\/|invitation|api-keys)/.test(key)) expect(rule.scope, key).toBeNull();
  }
});
