import { z } from "zod";
import type { Wire } from "#app/_queries/http.ts";
import type { JobName } from "#lib/jobs.ts";
import { jobs } from "#lib/jobs.ts";
import type { JobPage, JobView } from "#lib/operations/model.ts";
import type { JobProgressView } from "#lib/progress.ts";

/** What every shape of the API is made of. */
export const id = z.uuid();

export const at = z.iso.datetime({ offset: true });

export const text = z.string();

export const bytes = z.int().describe("Bytes");

export const seconds = z.number().describe("Seconds");

export const list = <Name extends string, Item extends z.ZodType>(name: Name, item: Item) =>
  z.object({ [name]: z.array(item) } as Record<Name, z.ZodArray<Item>>);

export const nextCursor = text.nullable().describe("Sent as `cursor`, it asks for the next page; null after the last");

export const page = <Name extends string, Item extends z.ZodType>(name: Name, item: Item) =>
  list(name, item).extend({ nextCursor });

export const done = z.object({ ok: z.literal(true) });

export const meter = z.object({
  storeBytes: bytes,
  cacheBytes: bytes,
  writtenBytes: bytes,
  sourceBytes: bytes.optional(),
});

export const job = z
  .object({
    id,
    task: z.enum(Object.keys(jobs) as [JobName, ...JobName[]]),
    subjectId: id,
    state: z.enum(["queued", "running", "waiting", "done", "failed", "cancelled"]),
    step: text.nullable(),
    fraction: z.number().describe("0 to 1"),
    reasonCode: text.nullable(),
    reasonText: text.nullable(),
    tries: z.int(),
    meter: meter.nullable(),
    waitingSince: at.nullable(),
    updatedAt: at,
  })
  .meta({ id: "Job" }) satisfies z.ZodType<Wire<JobProgressView>>;

const states = z.enum(["queued", "running", "waiting", "done", "failed", "cancelled"]);
const listedJob = z
  .object({
    id,
    kind: z.enum(["clip", ...(Object.keys(jobs) as JobName[])]),
    state: states,
    title: text.nullable(),
    about: text.nullable(),
    href: text.nullable(),
    step: text.nullable(),
    fraction: z.number().describe("0 to 1"),
    reasonCode: text.nullable(),
    reasonText: text.nullable(),
    tries: z.int(),
    meter: meter.nullable(),
    since: at,
    isCancelling: z.boolean(),
    canRetry: z.boolean(),
    canCancel: z.boolean(),
  })
  .meta({ id: "ListedJob" }) satisfies z.ZodType<Wire<JobView>>;

const jobPage = z.object({
  jobs: z.array(listedJob),
  counts: z.object({ running: z.int(), waiting: z.int(), failed: z.int(), finished: z.int() }),
  nextCursor: text.nullable().describe("Sent as `after`, it asks for the next page; null after the last"),
}) satisfies z.ZodType<Wire<JobPage>>;

/** A page of a group, or with `subjectIds` the jobs of these things. */
export const someJobs = z.union([jobPage, z.object({ jobs: z.array(job) })]);
