import { createContext } from "#lib/context.ts";
import { defineTask } from "#workers/define-task.ts";
import { runWorker } from "#workers/run-worker.ts";

/** A worker process for tests: takes `process_vod` jobs and never finishes one. */
const ctx = createContext({ name: "endless-worker" });
const endless = defineTask("process_vod", { run: () => new Promise(() => {}), giveUp: async () => {} });
await runWorker(ctx, { tasks: [endless], concurrency: 1 });
