import type { z } from "zod";
import type { KeyRate } from "#lib/accounts/api-keys/take-api-key.ts";
import type { SignedInUser } from "#lib/accounts/auth.ts";
import type { Access, Role } from "#lib/accounts/authorise.ts";
import { type Ctx, withSignal } from "#lib/context.ts";
import { AppError, type ErrorCode, type Refusal } from "#lib/errors.ts";
import { getHighlight } from "#lib/highlights/queries.ts";
import type { AccountId } from "#lib/ids.ts";
import { getStream, getVod } from "#lib/vods/queries.ts";
import { type AccessRule, type AccessTable, accessTable, type RouteKey } from "./access-table.ts";
import { authoriseCall, nothingHere } from "./authorise-call.ts";
import { type Caller, findCaller, withRateHeaders } from "./find-caller.ts";
import { once, refuseKey } from "./once.ts";
import { answerError, answerRefusal } from "./problem.ts";
import { getWeb, type Web } from "./web.ts";

type Schema = z.ZodType;
type Parsed<S extends Schema | undefined> = S extends Schema ? z.output<S> : undefined;

type Owned = "stream" | "vod" | "highlight";

type RouteOptions<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined> = {
  /** What the path's `id` names: answered 404 unless it is the account's own. For verbs that don't check it themselves. */
  owns?: Owned;
  /** Parses path parameters, the query string and the JSON body. A path that doesn't parse is `not_found`. */
  params?: P;
  query?: Q;
  body?: B;
  /** The body is a file, and the answer has its `sha256`. */
  takesFile?: boolean;
  /** The answer holds a secret that is told once and kept nowhere: no idempotency key is taken. */
  tellsSecret?: boolean;
};

/** `user` and `access` are null only where the table lets somebody call who has none. */
export type RouteCall<Who extends AccessRule["atLeast"], P, Q, B> = {
  ctx: Ctx;
  access: Who extends Role ? Access : null;
  user: Who extends "anyone" ? SignedInUser | null : SignedInUser;
  /** The browser's session; null for a program with a key. */
  sessionId: string | null;
  params: P;
  query: Q;
  body: B;
  request: Request;
};

/** A handler as Next calls it, with what it was made of for those who describe and test it. */
type NextContext = { params: Promise<unknown> };

export type NextRoute = {
  (request: Request, context: NextContext): Promise<Response>;
  operation: { key: RouteKey } & RouteOptions<Schema, Schema, Schema>;
};

const isRefusal = (value: unknown): value is Refusal<ErrorCode> =>
  typeof value === "object" && value !== null && "ok" in value && value.ok === false && "reason" in value;

/**
 * Makes the handler of one row of the access table: origin check for changes, who calls, authorisation, parsing, then
 * `handler`. A value it returns is answered as JSON, a refusal and anything thrown as application/problem+json.
 */
export function route<
  Key extends RouteKey,
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(
  key: Key,
  options: RouteOptions<P, Q, B>,
  handler: (call: RouteCall<AccessTable[Key]["atLeast"], Parsed<P>, Parsed<Q>, Parsed<B>>) => Promise<unknown>,
): NextRoute {
  const serve = async (web: Web, caller: Caller, request: Request, context: NextContext): Promise<Response> => {
    const { ctx } = web;
    const access = await authoriseCall(ctx, accessTable[key], caller, request);
    const params = parsePath(options.params, await context.params);
    if (options.owns && access) await requireOwned(ctx, access.accountId, options.owns, (params as { id: string }).id);
    const text = options.body ? await readText(request) : "";
    const work = async () => {
      try {
        const call = {
          ctx: withSignal(ctx, request.signal),
          access,
          user: caller.user,
          sessionId: caller.sessionId,
          params,
          query: options.query?.parse(Object.fromEntries(new URL(request.url).searchParams)),
          body: options.body?.parse(parseJson(text)),
          request,
        };
        return answer(await handler(call as Parameters<typeof handler>[0]));
      } catch (error) {
        return answerError(error, ctx.log, request);
      }
    };
    if (options.tellsSecret) refuseKey(request);
    const { takesFile = false } = options;
    return once(ctx, { request, caller: nameCaller(caller, access), body: text, takesFile }, work);
  };
  const handle = async (request: Request, context: NextContext): Promise<Response> => {
    const web = getWeb();
    let rate: KeyRate | null = null;
    try {
      const caller = await findCaller(web, request);
      rate = caller.key?.rate ?? null;
      return withRateHeaders(await serve(web, caller, request, context), rate);
    } catch (error) {
      return withRateHeaders(answerError(error, web.ctx.log, request), rate);
    }
  };
  return Object.assign(handle, { operation: { key, ...options } });
}

function answer(result: unknown): Response {
  if (result instanceof Response) return result;
  if (isRefusal(result)) return answerRefusal(result);
  return Response.json(result ?? { ok: true }, { headers: { "cache-control": "no-store" } });
}

/** Whose idempotency keys these are: the same key of somebody else, or for another account, is another one. */
const nameCaller = ({ key, user }: Caller, access: Access | null): string | null =>
  user && `${key ? `key:${key.id}` : `user:${user.id}`}@${access?.accountId ?? ""}`;

async function requireOwned(ctx: Ctx, accountId: AccountId, kind: Owned, id: string): Promise<void> {
  if (kind === "vod") await getVod(ctx, { accountId, vodId: id });
  else if (kind === "stream") await getStream(ctx, { accountId, streamId: id });
  else await getHighlight(ctx, { accountId, highlightId: id });
}

function parsePath(schema: Schema | undefined, params: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(params);
  if (!parsed.success) throw nothingHere();
  return parsed.data;
}

/** The signed-in member behind a request, for what is theirs alone. */
export function memberOf(access: Access): { accountId: AccountId; userId: string } {
  const { accountId, userId } = access;
  if (userId === null) throw new AppError("unauthenticated", "You are not signed in. Sign in again.");
  return { accountId, userId };
}

/** Who operates the installation, as what they do is written down; for routes of operators. */
export const operatorOf = (user: SignedInUser): { userId: string } => ({ userId: user.id });

const maxJsonBytes = 1_000_000;

async function readText(request: Request): Promise<string> {
  const tooLarge = new AppError("too_large", "The request is too large. Up to 1 MB of JSON is allowed.");
  if (Number(request.headers.get("content-length") ?? 0) > maxJsonBytes) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxJsonBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("invalid_input", "The request's body is not JSON. Send a JSON object.");
  }
}
