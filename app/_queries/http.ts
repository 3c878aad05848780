import type { Problem } from "#app/_server/problem.ts";
import { type AuthAnswer, postAuth } from "./auth.ts";

/** A value as it arrives over the wire: dates are ISO strings. */
export type Wire<T> = T extends Date ? string : T extends object ? { [Key in keyof T]: Wire<T[Key]> } : T;

/** A refused or failed request; `message` is fit for the screen. */
export class ProblemError extends Error {
  readonly status: number;
  readonly problem: Partial<Problem>;
  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? "The server gave no answer that could be read. Try again.");
    this.name = "ProblemError";
    this.status = status;
    this.problem = problem;
  }
}

/** The page is being left for one that was chosen: a session that ends on the way leads nowhere else. */
let isLeaving = false;

/**
 * Posts what ends this page's session, below /api/auth, and opens another page. When it is refused the page stays, and
 * what is wrong is returned.
 */
export async function leaveBy(
  path: string,
  body: Record<string, unknown>,
  to: string,
): Promise<Extract<AuthAnswer, { ok: false }> | null> {
  isLeaving = true;
  const answer = await postAuth(path, body);
  if (!answer.ok) {
    isLeaving = false;
    return answer;
  }
  location.assign(to);
  return null;
}

/** Signs out. Returns why it didn't work, or null. */
export const signOut = async (): Promise<string | null> =>
  (await leaveBy("/sign-out", {}, "/sign-in"))?.message ?? null;

/** The error an unsuccessful answer stands for. An ended session leads to the sign-in page. */
export function toProblemError(status: number, text: string): ProblemError {
  if (status === 401 && !isLeaving) {
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  try {
    return new ProblemError(status, JSON.parse(text));
  } catch {
    return new ProblemError(status, {});
  }
}

async function fetchBelow(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ProblemError(503, {
      detail: "VOD Manager can't be reached. Check that it is running and your connection.",
    });
  }
  if (!response.ok) throw toProblemError(response.status, await response.text());
  return response;
}

async function send<T>(path: string, init: RequestInit): Promise<Wire<T>> {
  return (await fetchBelow(path, init)).json();
}

/** GET of a text below /api/v1. */
export const getText = async (path: string, signal?: AbortSignal): Promise<string> =>
  (await fetchBelow(path, { signal })).text();

/** GET of a gzip file below /api/v1, unpacked. */
export async function getGunzipped(path: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  const { body } = await fetchBelow(path, { signal });
  return new Response(body!.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** GET below /api/v1. */
export const getJson = <T>(path: string, signal?: AbortSignal): Promise<Wire<T>> => send<T>(path, { signal });

const asJson = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** POST below /api/v1 that is answered with a file, under the name the server gives it. */
export async function postForFile(path: string, body: unknown): Promise<{ blob: Blob; fileName: string | null }> {
  const response = await fetchBelow(path, asJson(body));
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return { blob: await response.blob(), fileName: encoded ? decodeURIComponent(encoded) : null };
}

/** POST below /api/v1. */
export const postJson = <T>(path: string, body: unknown = {}): Promise<Wire<T>> => send<T>(path, asJson(body));

/** The same for a few bytes that must arrive although the page is closed: the browser ends the request without it. */
export const postKept = <T>(path: string, body: unknown = {}): Promise<Wire<T>> =>
  send<T>(path, { ...asJson(body), keepalive: true });

/** A query string of what is not empty. */
export const searchOf = (values: Record<string, string>): string =>
  new URLSearchParams(Object.entries(values).filter(([, value]) => value !== "")).toString();

/** DELETE below /api/v1. */
export const deleteJson = <T>(path: string): Promise<Wire<T>> => send<T>(path, { method: "DELETE" });
