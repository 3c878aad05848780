import { once } from "node:events";
import { createContext } from "#lib/context.ts";
import { runWorkerProgram } from "#workers/run-program.ts";
import { breakAt } from "./break-at.ts";

/**
 * The worker program for tests of what breaks. Beats often, so that tests needn't wait until it notices what others did.
 * With `BREAK_WAIT` it is loaded and begins when it is sent a message: tests that need many, one after another, have the
 * next one at hand.
 */
if (process.env.BREAK_WAIT !== undefined) await once(process, "message");
const ctx = createContext({ name: "worker" });
await runWorkerProgram({ ...ctx, atPoint: breakAt(process.env) }, { heartbeatMs: 1_000 });
