import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { GET as serve } from "../../api/v1/openapi.json/route.ts";
import { type AccessRule, accessTable, type RouteKey } from "../access-table.ts";
import { type AccessWorld, makeAccessWorld } from "../testing/access-world.ts";
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
  document = await readApiDocument();
});
afterAll(() => world.stop());

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

/** The query of a route's example, with ids of things that are there. */
async function filled(key: RouteKey): Promise<Record<string, string>> {
  let text = JSON.stringify(examples[key]?.query ?? {});
  for (const [kind, id] of Object.entries(exampleIds) as [ExampleId, string][]) {
    if (text.includes(id)) text = text.replaceAll(id, await world.idOf(kind));
  }
  return JSON.parse(text);
}

test.each(reading)("%s answers what is described, nothing less and nothing more", async (key) => {
  const route = (await listRoutes()).find((one) => one.key === key && one.method === "GET")!;
  const subject = subjectOf(route.path);
  // A list of keys and one of invitations have something in them.
  await Promise.all([world.idOf("apiKey"), world.idOf("invitation")]);
  const request = ask(`${route.path}?${new URLSearchParams(await filled(key))}`, { cookie: world.cookies.owner });
  const response = await route.handler(request, withParams({ id: subject ? await world.idOf(subject) : "", n: "0" }));
  expect(response.status).toBe(200);
  const sent = await response.json();
  const read = answers[key]!.safeParse(sent);
  expect(read.error).toBeUndefined();
  // Fields that nobody described are dropped by reading.
  expect(read.data).toEqual(sent);
});

test.each(Object.keys(mediaTypes).filter((key) => key.startsWith("GET ")) as RouteKey[])(
  "%s answers in the described format",
  async (key) => {
    const route = (await listRoutes()).find((one) => one.key === key && one.method === "GET")!;
    const subject = subjectOf(route.path);
    const query = new URLSearchParams(await filled(key));
    const request = ask(`${route.path}?${query}`, { cookie: world.cookies.owner });
    const response = await route.handler(request, withParams({ id: subject ? await world.idOf(subject) : "", n: "0" }));
    expect(response.headers.get("content-type")?.split(";")[0]).toBe(mediaTypes[key]);
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
