import { Command, InvalidArgumentError } from "commander";
import { atTheMachine } from "#lib/accounts/note-action.ts";
import { listPlans, type PlanView, savePlan, setAccountPlan } from "#lib/accounts/plans.ts";
import { AppError } from "#lib/errors.ts";
import { formatBytes } from "#lib/time.ts";
import { withAccountOption } from "./options.ts";
import { withSession } from "./session.ts";

type Options = {
  account?: string;
  json?: boolean;
  assign?: boolean;
  name?: string;
  maxGb?: number;
  clipGb?: number | null;
  vods?: number;
  clips?: number;
  keepDays?: number;
  trashDays?: number;
  budgetUsd?: number;
  evict?: boolean;
};

/** `vodmanager plans [PLAN]`: lists the plans, changes one, makes one, or moves an account to one. */
export function plansCommand(): Command {
  return withAccountOption(new Command("plans"))
    .description("List the plans; with a plan's id and options, change it or make it; with --assign, move the account.")
    .argument("[plan]", "a plan's id")
    .option("--assign", "move the account to the plan")
    .option("--name <name>", "what it is called")
    .option("--max-gb <gb>", "storage", number)
    .option("--clip-gb <gb>", 'storage of clips apart, or "shared"', (text) =>
      text === "shared" ? null : number(text),
    )
    .option("--vods <count>", "number of recordings", number)
    .option("--clips <count>", "number of clips", number)
    .option("--keep-days <days>", "days until a recording goes to the trash", number)
    .option("--trash-days <days>", "days until the trash is deleted for good", number)
    .option("--budget-usd <usd>", "model budget a month", number)
    .option("--evict", "when full, the oldest make way")
    .option("--no-evict", "when full, refuse")
    .option("--json", "print JSON")
    .action((planId: string | undefined, options: Options) =>
      withSession(options, async ({ ctx, access }) => {
        const known = await listPlans(ctx);
        if (planId !== undefined && options.assign) {
          await setAccountPlan(ctx, { account: { id: access.accountId }, planId, operator: atTheMachine });
          process.stdout.write(`The account ${access.accountSlug} is on the plan ${planId}.\n`);
          return;
        }
        if (planId !== undefined) await savePlan(ctx, { ...changed(known, planId, options), operator: atTheMachine });
        const plans = planId === undefined ? known : (await listPlans(ctx)).filter((plan) => plan.id === planId);
        process.stdout.write(options.json ? `${JSON.stringify({ plans }, null, 2)}\n` : plans.map(lineOf).join(""));
      }),
    );
}

const GB = 1e9;

function changed(known: PlanView[], id: string, options: Options) {
  const before = known.find((plan) => plan.id === id);
  const given = {
    name: options.name ?? before?.name ?? id,
    maxBytes: options.maxGb === undefined ? before?.maxBytes : Math.round(options.maxGb * GB),
    maxClipBytes:
      options.clipGb === undefined
        ? (before?.maxClipBytes ?? null)
        : options.clipGb === null
          ? null
          : Math.round(options.clipGb * GB),
    maxVods: options.vods ?? before?.maxVods,
    maxClips: options.clips ?? before?.maxClips,
    retentionDays: options.keepDays ?? before?.retentionDays,
    trashDays: options.trashDays ?? before?.trashDays ?? 7,
    llmMonthlyUsd: options.budgetUsd ?? before?.llmMonthlyUsd ?? 0,
    allowsEviction: options.evict ?? before?.allowsEviction ?? false,
  };
  const { maxBytes, maxVods, maxClips, retentionDays } = given;
  if (!maxBytes || !maxVods || !maxClips || !retentionDays) {
    throw new AppError(
      "invalid_input",
      `There is no plan "${id}" yet. To make it, give --max-gb, --vods, --clips and --keep-days.`,
    );
  }
  return { id, ...given, maxBytes, maxVods, maxClips, retentionDays };
}

const lineOf = (plan: PlanView): string =>
  `${plan.id.padEnd(10)} ${formatBytes(plan.maxBytes).padStart(9)}${plan.maxClipBytes === null ? "" : ` + ${formatBytes(plan.maxClipBytes)} of clips`}, ${plan.maxVods} recordings, ${plan.maxClips} clips, kept ${plan.retentionDays} days, trash ${plan.trashDays} days, $${plan.llmMonthlyUsd.toFixed(2)} a month, ${plan.allowsEviction ? "oldest make way" : "refuses when full"}; ${plan.accountCount} accounts\n`;

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError("It is no number.");
  return value;
}
