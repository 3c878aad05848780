import type { z } from "zod";
import { findSignedInUser } from "#lib/accounts/auth.ts";
import { type Access, authoriseUser, type Role } from "#lib/accounts/authorise.ts";
import { isTrustedRequest } from "#lib/accounts/trusted-origin.ts";
import { type Ctx, withSignal } from "#lib/context.ts";
import { AppError, type ErrorCode, type Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { getStream, getVod } from "#lib/vods/queries.ts";
import { answerError, answerRefusal } from "./problem.ts";
import { getWeb } from "./web.ts";

type Schema = z.ZodType;
type Parsed<S extends Schema | undefined> = S extends Schema ? z.output<S> : undefined;

type RouteOptions<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined> = {
  /** The lowest role that may call the route. */
  atLeast: Role;
  /** Only for who operates the installation; for everybody else there is nothing at this address. */
  isForAdmins?: boolean;
  /** What the path's `id` names: answered 404 unless it is the account's own. For verbs that don't check it themselves. */
  owns?: "stream" | "vod";
  /** Parses path parameters, the query string and the JSON body. A path that doesn't parse is `not_found`. */
  params?: P;
  query?: Q;
  body?: B;
};

export type RouteCall<P, Q, B> = {
  ctx: Ctx;
  access: Access;
  params: P;
  query: Q;
  body: B;
  request: Request;
};

type NextRoute = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;

const isRefusal = (value: unknown): value is Refusal<ErrorCode> =>
  typeof value === "object" && value !== null && "ok" in value && value.ok === false && "reason" in value;

/**
 * Makes a route handler: origin check for changes, session, authorisation, parsing, then `handler`.
 * A value it returns is answered as JSON, a refusal and anything thrown as application/problem+json.
 */
export function route<
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(
  options: RouteOptions<P, Q, B>,
  handler: (call: RouteCall<Parsed<P>, Parsed<Q>, Parsed<B>>) => Promise<unknown>,
): NextRoute {
  return async (request, context) => {
    const { ctx, auth } = getWeb();
    try {
      if (request.method !== "GET" && request.method !== "HEAD" && !isTrustedRequest(ctx.config, request.headers)) {
        throw new AppError("forbidden", "The request comes from another site. Do this on VOD Manager's own pages.");
      }
      const user = await findSignedInUser(auth, request.headers);
      if (!user) throw new AppError("unauthenticated", "You are not signed in, or were signed out. Sign in again.");
      if (options.isForAdmins && !user.isAdmin) throw nothingHere();
      const access = await authoriseUser(ctx, { userId: user.id, atLeast: options.atLeast });
      const params = parsePath(options.params, await context.params);
      if (options.owns) await requireOwned(ctx, access.accountId, options.owns, (params as { id: string }).id);
      const result = await handler({
        ctx: withSignal(ctx, request.signal),
        access,
        params: params as Parsed<P>,
        query: options.query?.parse(Object.fromEntries(new URL(request.url).searchParams)) as Parsed<Q>,
        body: options.body?.parse(await readJson(request)) as Parsed<B>,
        request,
      });
      if (result instanceof Response) return result;
      if (isRefusal(result)) return answerRefusal(result);
      return Response.json(result ?? { ok: true }, { headers: { "cache-control": "no-store" } });
    } catch (error) {
      return answerError(error, ctx.log, request);
    }
  };
}

async function requireOwned(ctx: Ctx, accountId: AccountId, kind: "stream" | "vod", id: string): Promise<void> {
  if (kind === "vod") await getVod(ctx, { accountId, vodId: id });
  else await getStream(ctx, { accountId, streamId: id });
}

function parsePath(schema: Schema | undefined, params: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(params);
  if (!parsed.success) throw nothingHere();
  return parsed.data;
}

const nothingHere = () => new AppError("not_found", "There is nothing at this address. Check the link.");

/** The signed-in member behind a request, for what is theirs alone. */
export function memberOf(access: Access): { accountId: AccountId; userId: string } {
  const { accountId, userId } = access;
  if (userId === null) throw new AppError("unauthenticated", "You are not signed in. Sign in again.");
  return { accountId, userId };
}

/** Who operates the installation, as what they do is written down; for routes that are `isForAdmins`. */
export const operatorOf = (access: Access): { userId: string } => ({ userId: memberOf(access).userId });

const maxJsonBytes = 1_000_000;

async function readJson(request: Request): Promise<unknown> {
  const tooLarge = new AppError("too_large", "The request is too large. Up to 1 MB of JSON is allowed.");
  if (Number(request.headers.get("content-length") ?? 0) > maxJsonBytes) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxJsonBytes) throw tooLarge;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new AppError("invalid_input", "The request's body is not JSON. Send a JSON object.");
  }
}
