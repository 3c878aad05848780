import { z } from "zod";
import { type ErrorCode, errorCodes } from "#lib/errors.ts";
import { type AccessRule, accessTable, type RouteKey } from "../access-table.ts";
import type { NextRoute } from "../route.ts";
import { answers, mediaTypes } from "./answers.ts";
import { examples } from "./examples.ts";
import { type Components, type JsonSchema, toJsonSchema } from "./json-schema.ts";

export type Parameter = {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  schema: JsonSchema;
  description?: string;
  example?: unknown;
};
type Content = Record<string, { schema: JsonSchema; example?: unknown }>;
type Answer = { description: string; content?: Content } | { $ref: string };

export type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: Record<string, string[]>[];
  parameters: (Parameter | { $ref: string })[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, Answer>;
  "x-role": string;
  "x-scope": string | null;
};

export type ApiDocument = {
  openapi: "3.1.1";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
};

const tags: Record<string, string> = {
  streams: "Streams",
  signals: "Streams",
  uploads: "Import",
  recordings: "Import",
  vods: "Videos",
  highlights: "Highlights",
  clips: "Clips",
  "clip-groups": "Clips",
  "render-settings": "Clips",
  jobs: "Jobs",
  live: "Jobs",
  notifications: "Notifications",
  storage: "Storage",
  trash: "Storage",
  settings: "Settings",
  refinement: "Settings",
  me: "Accounts",
  accounts: "Accounts",
  members: "Accounts",
  invitations: "Accounts",
  invitation: "Accounts",
  "api-keys": "Accounts",
  setup: "Accounts",
  admin: "Operating",
  "openapi.json": "Description",
};

const roleWords: Record<AccessRule["atLeast"], string> = {
  anyone: "For anybody.",
  "signed-in": "For any signed-in user.",
  viewer: "For every member of the account.",
  editor: "For editors and owners of the account.",
  owner: "For owners of the account.",
  admin: "For who operates the installation.",
};

/** Describes every route of the API, of its row in the access table and the schemas it parses with. Pure. */
export function buildDocument(operations: NextRoute["operation"][], input: { version: string }): ApiDocument {
  const components: Components = {};
  const paths: ApiDocument["paths"] = {};
  const known = new Map(operations.map((operation) => [operation.key, operation]));
  const used = new Set<string>();
  for (const key of Object.keys(accessTable) as RouteKey[]) {
    const [method, path] = key.split(" ") as [string, string];
    if (!path.startsWith("/api/v1/")) continue;
    const operation = describeRoute(known.get(key) ?? { key }, components);
    used.add(operation.tags[0]!);
    const address = path.replace("/api/v1", "").replace(/\[(\w+)\]/g, "{$1}");
    paths[address] = { ...paths[address], [method.toLowerCase()]: operation };
  }
  components.Problem = toJsonSchema(problem, components);
  return {
    openapi: "3.1.1",
    info: { title: "VOD Manager", version: input.version, description: introduction },
    servers: [{ url: "/api/v1" }],
    tags: [...new Set(Object.values(tags))].filter((name) => used.has(name)).map((name) => ({ name })),
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "A key made under Settings, API keys: vm_…" },
        session: { type: "apiKey", in: "cookie", name: "vodmanager.session_token" },
      },
      parameters: { idempotencyKey },
      responses: Object.fromEntries(Object.entries(refusals).map(([name, said]) => [name, refusalOf(said)])),
    },
  };
}

function describeRoute(route: Partial<NextRoute["operation"]> & { key: RouteKey }, components: Components): Operation {
  const { key, params, query, body } = route;
  const [method, path] = key.split(" ") as [string, string];
  const { atLeast, scope, does }: AccessRule = accessTable[key];
  const example = examples[key];
  const tag = tags[path.split("/")[3]!];
  if (!tag) throw new Error(`Say in app/_server/openapi/build-document.ts where ${path} belongs.`);
  const isPublic = atLeast === "anyone";
  const takesKey = method === "POST" && !isPublic && !route.tellsSecret;
  const requestBody: Content | null = body
    ? { "application/json": { schema: toJsonSchema(body, components), example: example?.body } }
    : typeof example?.body === "string"
      ? { "application/octet-stream": { schema: {} } }
      : null;
  return {
    operationId: nameOperation(method, path),
    tags: [tag],
    summary: does,
    description:
      `${roleWords[atLeast]} ${scope ? `An API key needs \`${scope}\`.` : isPublic ? "" : "Not with an API key."}`.trim(),
    security: isPublic ? [] : scope ? [{ apiKey: [] }, { session: [] }] : [{ session: [] }],
    parameters: [
      ...listParameters("path", params ?? guessParams(path), components),
      ...listParameters("query", query, components, example?.query),
      ...(takesKey ? [{ $ref: "#/components/parameters/idempotencyKey" }] : []),
    ],
    ...(requestBody ? { requestBody: { required: true, content: requestBody } } : {}),
    responses: {
      "200": { description: "Done", content: answerOf(key, components) },
      ...(/\/(media|file)$/.test(path)
        ? { "206": { description: "The asked range", content: answerOf(key, components) } }
        : {}),
      default: { $ref: `#/components/responses/${isPublic ? "publicProblem" : "problem"}` },
    },
    "x-role": atLeast,
    "x-scope": scope,
  };
}

/** `POST /api/v1/vods/[id]/cuts/cancel` is `postVodsByIdCutsCancel`. */
function nameOperation(method: string, path: string): string {
  const words = path.replace("/api/v1/", "").split(/[/.-]/);
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const named = words.map((word) => (word.startsWith("[") ? `By${capital(word.slice(1, -1))}` : capital(word)));
  return method.toLowerCase() + named.join("");
}

function guessParams(path: string): z.ZodType | undefined {
  const names = [...path.matchAll(/\[(\w+)\]/g)].map((match) => match[1]!);
  return names.length > 0 ? z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) : undefined;
}

function listParameters(
  place: "path" | "query",
  schema: z.ZodType | undefined,
  components: Components,
  example: Record<string, string> = {},
): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema, components) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, said]) => ({
    name,
    in: place,
    required: place === "path" || (required.includes(name) && said.default === undefined),
    schema: said,
    ...(example[name] === undefined ? {} : { example: readExample(example[name], said) }),
  }));
}

const readExample = (text: string, { type }: JsonSchema): unknown =>
  type === "integer" || type === "number" ? Number(text) : text;

function answerOf(key: RouteKey, components: Components): Content {
  const mediaType = (mediaTypes as Partial<Record<RouteKey, string>>)[key];
  if (mediaType) return { [mediaType]: { schema: {} } };
  const schema = (answers as Partial<Record<RouteKey, z.ZodType>>)[key];
  if (!schema) throw new Error(`Say in app/_server/openapi/answers.ts what ${key} answers.`);
  return { "application/json": { schema: toJsonSchema(schema, components) } };
}

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("What happened and what to do next, fit for people"),
  code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
  retry: z.boolean().describe("Whether the same request may succeed later"),
  fields: z.record(z.string(), z.string()).optional().describe("By field, what is wrong with it"),
});

const refusals = {
  problem: "Refused or failed; `code` says why. What is another account's is `not_found`, as what doesn't exist.",
  publicProblem: "Refused or failed; `code` says why.",
};
const refusalOf = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

const idempotencyKey: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "The same key sent again within 24 hours gets the first answer, and the work is done once. With another request: 422; while the first is worked on: 409.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

const introduction = `Everything the pages of VOD Manager do, for programs.

Send \`Authorization: Bearer vm_…\` with a key made under Settings, API keys. A key acts for its user in one account and does no more than that user may.

Answers to a key say in \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` how much of its minute is left; above it they are 429 with \`Retry-After\`, in seconds.

Long lists come in pages: \`nextCursor\` of one, sent as \`cursor\`, asks for the next.

Failures are \`application/problem+json\` (RFC 9457).`;
