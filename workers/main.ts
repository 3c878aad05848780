import { createContext } from "#lib/context.ts";
import { runWorkerProgram } from "./run-program.ts";

/** The worker process. */
await runWorkerProgram(createContext({ name: "worker" }));
