import { createContext } from "#lib/context.ts";
import { runWorkerProgram } from "#workers/run-program.ts";
import { breakAt } from "./break-at.ts";

/** The worker program for tests of what breaks. Beats often, so that tests needn't wait until it notices what others did. */
const ctx = createContext({ name: "worker" });
await runWorkerProgram({ ...ctx, atPoint: breakAt(process.env) }, { heartbeatMs: 1_000 });
