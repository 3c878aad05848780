import type { IncomingMessage } from "node:http";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { formatDuration } from "#lib/time.ts";
import { type CheckedUrl, checkAddresses, checkUrl } from "./check-url.ts";
import { explainFailure } from "./explain-failure.ts";
import type { FetchLimits, GuardedAnswer, ResolveHost } from "./model.ts";
import { readBody, tooMuch } from "./read-body.ts";
import { requestOnce } from "./request-once.ts";
import { resolveHost } from "./resolve-host.ts";

const redirects = new Set([301, 302, 303, 307, 308]);

export type GuardedRequest = {
  url: string;
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
  limits: FetchLimits;
  /** In place of the system's resolver. */
  resolve?: ResolveHost;
};

/**
 * The only way to an address that a user gave. Every hop is checked by its form, looked up once, refused unless every
 * address may be connected to, and connected to one of just those. Any status is an answer; redirects are followed for
 * GET. Throws `address_refused`, `too_large`, `fetch_failed` (worth trying again) or `cancelled`.
 */
export async function openUrl(ctx: Pick<Ctx, "config" | "signal">, request: GuardedRequest): Promise<GuardedAnswer> {
  const { limits } = request;
  const timer = new AbortController();
  const expire = (ms: number) => () => timer.abort(took(ms));
  const total = setTimeout(expire(limits.totalMs), limits.totalMs);
  const headers = setTimeout(expire(limits.headersMs), limits.headersMs);
  const signal = AbortSignal.any([ctx.signal, timer.signal]);
  const explain = (error: unknown) => explainFailure(error, { isCancelled: ctx.signal.aborted, timer: timer.signal });
  let answer: IncomingMessage | null = null;
  const close = () => {
    clearTimeout(total);
    answer?.destroy();
  };
  try {
    const found = await follow(ctx, request, signal);
    answer = found.answer;
    const declared = Number(answer.headers["content-length"] ?? Number.NaN);
    if (declared > limits.maxBytes) throw tooMuch(limits.maxBytes);
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      url: found.url,
      lengthBytes: Number.isSafeInteger(declared) ? declared : null,
      body: explained(readBody(answer, limits), { explain, close }),
      close,
    };
  } catch (error) {
    close();
    throw explain(error);
  } finally {
    clearTimeout(headers);
  }
}

async function follow(
  ctx: Pick<Ctx, "config">,
  request: GuardedRequest,
  signal: AbortSignal,
): Promise<{ answer: IncomingMessage; url: URL }> {
  const { method = "GET", body, limits } = request;
  const policy = ctx.config.fetchPolicy;
  let checked: CheckedUrl = checkUrl(request.url, policy);
  let headers = request.headers ?? {};
  for (let hop = 0; ; hop += 1) {
    const addresses = await resolveHost(checked.host, signal, request.resolve);
    checkAddresses(checked, addresses, policy);
    const answer = await requestOnce(checked, addresses, { method, headers, body, signal });
    const { location } = answer.headers;
    if (method !== "GET" || !redirects.has(answer.statusCode ?? 0) || location === undefined) {
      return { answer, url: checked.url };
    }
    answer.destroy();
    if (hop >= limits.maxRedirects) {
      throw new AppError("address_refused", `The address was passed on more than ${limits.maxRedirects} times.`);
    }
    const next = checkUrl(URL.canParse(location, checked.url) ? new URL(location, checked.url).href : location, policy);
    // What was meant for one server is not told to another, but for the part that is wanted.
    if (next.url.origin !== checked.url.origin) headers = onlyRange(headers);
    checked = next;
  }
}

const onlyRange = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => ["range", "if-range"].includes(name.toLowerCase())));

async function* explained(
  body: AsyncGenerator<Buffer>,
  { explain, close }: { explain: (error: unknown) => unknown; close: () => void },
): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (error) {
    throw explain(error);
  } finally {
    close();
  }
}

const took = (ms: number) =>
  new AppError("fetch_failed", `The server took longer than ${formatDuration(ms / 1000)} and was given up. Try again.`);
