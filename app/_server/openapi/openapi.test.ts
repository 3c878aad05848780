import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { recordFailure } from "#lib/platform/record-failure.ts";
import { GET as serve } from "../../api/v1/openapi.json/route.ts";
import { type AccessRule, accessTable, type RouteKey } from "../access-table.ts";
import { type AccessWorld, makeAccessWorld } from "../testing/access-world.ts";
import { expectDescribed } from "../testing/expect-described.ts";
import { listRoutes } from "../testing/list-routes.ts";
import { ask, withParams } from "../testing/web-test.ts";
import { answers, mediaTypes } from "./answers.ts";
import type { ApiDocument, Operation, Parameter } from "./build-document.ts";
import { type ExampleId, exampleIds, examples, subjectOf } from "./examples.ts";
import { listOperations } from "./operations.ts";
import { readApiDocument } from "./read-document.ts";

let world: AccessWorld;
let document: ApiDocument;
beforeAll(async () => {
  world = await makeAccessWorld();
  for (const key of done) await send(key);
  // A list of keys and one of invitations have something in them.
  await Promise.all([world.idOf("apiKey"), world.idOf("invitation")]);
  const failure = { task: "cut_clips", subjectId: await world.idOf("vod"), attempt: 1, isTriedAgain: false };
  const accountId = await world.idOf("account");
  await recordFailure(world.ctx, { ...failure, accountId, error: new Error("It didn't work") });
  document = await readApiDocument();
});
afterAll(() => world.stop());

/** What is done first, so that there is something to be read of it. */
const done: RouteKey[] = [
  "POST /api/v1/highlights/[id]/title",
  "POST /api/v1/vods/[id]/reviews",
  "POST /api/v1/highlights/[id]/captions",
  "POST /api/v1/streams/[id]/detections",
  "POST /api/v1/settings/keys",
  "POST /api/v1/admin/tasks",
  "POST /api/v1/admin/refinement/prices",
  "POST /api/v1/admin/alerts/[id]",
];

/** Sends a route's example as who may; its answer is as described, too. */
async function send(key: RouteKey): Promise<void> {
  const route = (await listRoutes()).find((one) => one.key === key)!;
  const cookie = accessTable[key].atLeast === "admin" ? world.cookies.admin : world.cookies.owner;
  const subject = subjectOf(route.path);
  const body = await fill(JSON.stringify(examples[key]?.body ?? {}));
  const headers = { "content-type": "application/json" };
  const request = ask(route.path, { cookie, method: "POST", headers, body });
  const response = await route.handler(request, withParams({ id: subject ? await world.idOf(subject) : "" }));
  const sent = await response.json();
  expect(response.status, `${key} ${JSON.stringify(sent)}`).toBe(200);
  expectDescribed(key, sent);
}

const operationsOf = (from: ApiDocument) =>
  Object.entries(from.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

test("every route of the file tree has its operation, and none is left of routes that are gone", async () => {
  const described = operationsOf(document).map(({ path, method }) => `${method.toUpperCase()} /api/v1${path}`);
  const routes = (await listRoutes()).filter(({ path, method }) => path.startsWith("/api/v1/") && method !== "HEAD");
  const real = routes.map(({ key }) => key.replace(/\[(\w+)\]/g, "{$1}"));
  expect(described.sort()).toEqual(real.sort());
  const listed = new Set((await listOperations()).map(({ key }) => key));
  const missing = routes.filter(({ key }) => !listed.has(key as RouteKey) && !key.endsWith("/openapi.json"));
  expect(
    missing.map(({ file }) => file),
    "add these to app/_server/openapi/operations.ts",
  ).toEqual([]);
});

test("the document is one that tools can read: references lead somewhere, names are unique, paths are whole", () => {
  const text = JSON.stringify(document);
  const resolve = (reference: string) =>
    reference
      .slice(2)
      .split("/")
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], document);
  for (const [, reference] of text.matchAll(/"\$ref":"([^"]+)"/g)) expect(resolve(reference!), reference).toBeDefined();
  const ids = operationsOf(document).map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, operation } of operationsOf(document)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect(
      parametersOf(operation, "path").map(({ name }) => name),
      path,
    ).toEqual(inPath);
    expect(document.tags.map(({ name }) => name)).toContain(operation.tags[0]);
  }
  expect(text).not.toMatch(/\$defs|#\/definitions/);
});

const parametersOf = (operation: Operation, place: string): Parameter[] =>
  operation.parameters.filter((one): one is Parameter => "name" in one && one.in === place);

test("every part that is parsed is described, with an example that passes", async () => {
  const described = new Map(
    operationsOf(document).map(({ path, method, operation }) => [`${method.toUpperCase()} /api/v1${path}`, operation]),
  );
  for (const { key, query, body, params } of await listOperations()) {
    const operation = described.get(key.replace(/\[(\w+)\]/g, "{$1}"))!;
    const example = examples[key];
    if (body) {
      expect(example?.body, `${key} needs an example in app/_server/openapi/examples.ts`).toBeDefined();
      expect(body.safeParse(example!.body).error, key).toBeUndefined();
      expect(operation.requestBody?.content["application/json"]?.schema, key).toHaveProperty("type");
    }
    if (query) expect(query.safeParse(example?.query ?? {}).error, key).toBeUndefined();
    if (params) expect(parametersOf(operation, "path").length, key).toBeGreaterThan(0);
    for (const { name, schema } of parametersOf(operation, "query")) {
      expect(
        Object.keys(schema).some((word) => ["type", "enum", "anyOf", "const"].includes(word)),
        `${key} ${name}`,
      ).toBe(true);
    }
  }
});

test("zod reads the described bodies back as schemas that take the examples", () => {
  for (const { path, operation } of operationsOf(document)) {
    const json = operation.requestBody?.content["application/json"];
    if (!json || JSON.stringify(json.schema).includes("$ref")) continue;
    const schema = z.fromJSONSchema(json.schema as Parameters<typeof z.fromJSONSchema>[0]);
    expect(schema.safeParse(json.example).error, path).toBeUndefined();
  }
});

test("what the access table says stands in every operation", () => {
  for (const [key, rule] of Object.entries(accessTable) as [RouteKey, AccessRule][]) {
    const [method, path] = key.replace(/\[(\w+)\]/g, "{$1}").split(" ") as [string, string];
    if (!path.startsWith("/api/v1/")) continue;
    const operation = document.paths[path.replace("/api/v1", "")]![method.toLowerCase()]!;
    expect([operation["x-role"], operation["x-scope"]], key).toEqual([rule.atLeast, rule.scope]);
    expect(
      operation.security.some((one) => "apiKey" in one),
      key,
    ).toBe(rule.scope !== null);
  }
});

const reading = Object.keys(answers).filter((key) => key.startsWith("GET ")) as RouteKey[];

/** A text with ids of things that are there in the place of the examples'. */
async function fill(text: string): Promise<string> {
  let filledIn = text;
  for (const [kind, id] of Object.entries(exampleIds) as [ExampleId, string][]) {
    if (filledIn.includes(id)) filledIn = filledIn.replaceAll(id, await world.idOf(kind));
  }
  return filledIn;
}

/** The query of a route's example. */
const filled = async (key: RouteKey): Promise<Record<string, string>> =>
  JSON.parse(await fill(JSON.stringify(examples[key]?.query ?? {})));

/** The answer of a GET route to who may have it: its operator, or the owner of the account. */
async function read(key: RouteKey, query: Record<string, string>): Promise<Response> {
  const route = (await listRoutes()).find((one) => one.key === key && one.method === "GET")!;
  const subject = subjectOf(route.path);
  const cookie = accessTable[key].atLeast === "admin" ? world.cookies.admin : world.cookies.owner;
  const request = ask(`${route.path}?${new URLSearchParams(query)}`, { cookie });
  return route.handler(request, withParams({ id: subject ? await world.idOf(subject) : "", n: "0" }));
}

const asked: [RouteKey, Record<string, string> | null][] = [
  ...reading.map((key): [RouteKey, null] => [key, null]),
  // Other forms of the same.
  ["GET /api/v1/jobs", {}],
  ["GET /api/v1/clips", {}],
  ["GET /api/v1/admin/alerts", { isOpen: "false" }],
];

test.each(asked)("%s answers what is described, nothing less and nothing more (%j)", async (key, query) => {
  const response = await read(key, query ?? (await filled(key)));
  expect(response.status).toBe(200);
  expectDescribed(key, await response.json());
});

test.each(Object.keys(mediaTypes).filter((key) => key.startsWith("GET ")) as RouteKey[])(
  "%s answers in the described format",
  async (key) => {
    const response = await read(key, await filled(key));
    expect(response.headers.get("content-type")?.split(";")[0]).toBe((mediaTypes as Record<string, string>)[key]);
    await response.body?.cancel();
  },
);

test("refusals have the described shape", async () => {
  const route = (await listRoutes()).find((one) => one.key === "POST /api/v1/trash")!;
  const problem = z.fromJSONSchema(document.components.schemas!.Problem as Parameters<typeof z.fromJSONSchema>[0]);
  const headers = { "content-type": "application/json" };
  const bad = await route.handler(
    ask("/x", { cookie: world.cookies.owner, method: "POST", headers, body: "{}" }),
    withParams(),
  );
  expect(problem.safeParse(await bad.json()).error).toBeUndefined();
  expect(bad.headers.get("content-type")).toBe("application/problem+json");
});

test("the description is served to anybody, as JSON", async () => {
  const response = await serve(ask("/api/v1/openapi.json"), withParams());
  expect(response.status).toBe(200);
  expect((await response.json()).openapi).toBe("3.1.1");
});
