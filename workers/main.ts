import { createContext } from "#lib/context.ts";
import { redactOutput } from "#lib/platform/redact-output.ts";
import { secretsOf } from "#lib/platform/secrets.ts";
import { runWorkerProgram } from "./run-program.ts";

/** The worker process. */
const ctx = createContext({ name: "worker" });
redactOutput(ctx.log, secretsOf(ctx.config));
await runWorkerProgram(ctx);
