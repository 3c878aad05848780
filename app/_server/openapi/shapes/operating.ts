import { z } from "zod";
import type { Wire } from "#app/_queries/http.ts";
import type { AccountOnPlan, PlanView } from "#lib/accounts/plans.ts";
import { planInput } from "#lib/accounts/schema.ts";
import type { AlertView } from "#lib/operations/alerts.ts";
import type { FoundStream } from "#lib/operations/detect-anywhere.ts";
import type { Overview } from "#lib/operations/get-overview.ts";
import type { ActionView } from "#lib/operations/list-actions.ts";
import type { FailurePage } from "#lib/operations/list-failures.ts";
import { pausableTasks } from "#lib/operations/model.ts";
import type { LlmTotals } from "#lib/refine/model.ts";
import { at, bytes, id, list, seconds, text } from "./basics.ts";
import { modelBackend } from "./settings.ts";
import { detectionDiff } from "./videos.ts";

const usd = z.number().describe("US dollars");
const shares = z.number().describe("0 to 1");

export const overview = z.object({
  accounts: z.array(
    z.object({
      accountId: id,
      slug: text,
      name: text,
      planName: text,
      storedBytes: bytes,
      maxBytes: bytes,
      vodCount: z.int(),
      clipCount: z.int(),
      memberCount: z.int(),
      lastActiveAt: at.nullable(),
    }),
  ),
  queue: z.array(
    z.object({
      task: text,
      running: z.int(),
      ready: z.int(),
      oldestReadySeconds: seconds.nullable(),
      later: z.int(),
      dead: z.int(),
    }),
  ),
  workers: z.array(z.object({ id: text, hostId: text, pid: z.int(), heartbeatAt: at, startedAt: at })),
  usesCache: z.boolean(),
  caches: z.array(
    z.object({
      hostId: text,
      hostName: text,
      sizeBytes: bytes,
      maxBytes: bytes,
      entryCount: z.int(),
      storeBytes: bytes,
      cacheBytes: bytes,
      hitRate: shares.nullable(),
      countingSince: at,
      measuredAt: at,
      isSweepAsked: z.boolean(),
      sweptAt: at.nullable(),
      sweptBytes: bytes.nullable(),
    }),
  ),
  tasks: z.array(z.object({ task: z.enum(pausableTasks), pausedSince: at.nullable() })),
  refinement: z.object({ isEnabled: z.boolean(), dailyUsd: usd, spentUsd: usd, promisedUsd: usd }),
  openAlertCount: z.int(),
  failureCount: z.int(),
  now: at,
}) satisfies z.ZodType<Wire<Overview>>;

export const failures = z.object({
  failures: z.array(
    z.object({
      accountName: text,
      id,
      accountId: id,
      task: text,
      subjectId: text,
      attempt: z.int(),
      code: text,
      message: text,
      stack: text,
      isTriedAgain: z.boolean(),
      hostId: text,
      createdAt: at,
    }),
  ),
  nextCursor: text.nullable(),
}) satisfies z.ZodType<Wire<FailurePage>>;

export const alerts = list(
  "alerts",
  z.object({
    id,
    accountId: id.nullable(),
    cause: text,
    severity: z.enum(["info", "warning", "critical"]),
    text,
    count: z.int(),
    firstAt: at,
    lastAt: at,
    acknowledgedAt: at.nullable(),
    acknowledgedBy: text.nullable(),
    acknowledger: text.nullable(),
    resolvedAt: at.nullable(),
    resolvedBy: text.nullable(),
    resolver: text.nullable(),
    toldAt: at.nullable(),
    overToldAt: at.nullable(),
  }) satisfies z.ZodType<Wire<AlertView>>,
);

const action = z.enum([
  ...["detect", "pause_task", "resume_task", "sweep_cache", "acknowledge_alert", "resolve_alert", "save_plan"],
  ...["assign_plan", "change_refinement", "set_price", "remove_price", "reset_password"],
] as [ActionView["action"], ...ActionView["action"][]]);

export const actions = list(
  "actions",
  z.object({
    id,
    action,
    subject: text,
    actorName: text.nullable(),
    accountName: text.nullable(),
    createdAt: at,
  }) satisfies z.ZodType<Wire<ActionView>>,
);

export const plans = z.object({
  plans: z.array(planInput.extend({ accountCount: z.int() }) satisfies z.ZodType<Wire<PlanView>>),
  accounts: z.array(
    z.object({ accountId: id, slug: text, name: text, planId: text, storedBytes: bytes }) satisfies z.ZodType<
      Wire<AccountOnPlan>
    >,
  ),
});

export const foundStreams = list(
  "streams",
  z.object({
    streamId: id,
    title: text,
    accountName: text,
    createdAt: at,
    isReady: z.boolean(),
    highlightCount: z.int(),
    cutCount: z.int(),
    detection: z
      .object({ state: text, failureText: text.nullable(), diff: detectionDiff.nullable(), createdAt: at })
      .nullable(),
  }) satisfies z.ZodType<Wire<FoundStream>>,
);

export const llmSettings = z.object({ isEnabled: z.boolean(), dailyUsd: usd });

const spent = { callCount: z.int(), spentUsd: usd };

export const llmTotals = llmSettings.extend({
  month: text,
  day: text,
  today: z.object({ ...spent, promisedUsd: usd }),
  days: z.array(z.object({ day: text, ...spent })),
  accounts: z.array(z.object({ accountId: id, name: text, budgetUsd: usd, ...spent, promisedUsd: usd })),
  prices: z.array(
    z.object({
      backend: text,
      model: text,
      inputUsdPerMillion: usd,
      audioUsdPerMillion: usd.nullable(),
      outputUsdPerMillion: usd,
    }),
  ),
  backend: modelBackend,
  alerts: z.array(z.object({ id, severity: text, text, count: z.int(), firstAt: at, lastAt: at })),
}) satisfies z.ZodType<Wire<LlmTotals>>;
