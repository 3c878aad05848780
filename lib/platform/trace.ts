import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

/** On globalThis: the web's bundles may hold several copies of this module, and all mean the same request. */
const key = Symbol.for("vodmanager.trace");
const shared = globalThis as { [key]?: AsyncLocalStorage<string> };
shared[key] ??= new AsyncLocalStorage<string>();
const storage = shared[key];

const wellFormed = /^[\w.-]{8,64}$/;

/** The id a request goes by: the one its proxy or caller gave, when that is well-formed, else a new one. */
export const requestIdFor = (given: unknown): string =>
  typeof given === "string" && wellFormed.test(given) ? given : randomUUID();

/**
 * Runs `work` for the request of this id: log lines it writes carry it, and so do the jobs it adds and the lines of
 * those. Without an id it runs as it is.
 */
export const runTraced = <Result>(requestId: string | undefined, work: () => Result): Result =>
  requestId === undefined ? work() : storage.run(requestId, work);

/** The id of the request that what runs now was asked for by; undefined for what nobody asked for. */
export const findRequestId = (): string | undefined => storage.getStore();
