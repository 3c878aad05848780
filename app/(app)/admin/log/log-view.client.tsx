"use client";
import { type AdminAction, useAdminActions } from "#app/_queries/operations.ts";
import { DataTable } from "#app/_ui/data-table.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { taskTitle } from "../task-titles.ts";

const words: Record<AdminAction["action"], string> = {
  detect: "Had highlights looked for again",
  pause_task: "Held jobs back",
  resume_task: "Let jobs go on",
  sweep_cache: "Swept a cache",
  acknowledge_alert: "Looks after an alert",
  resolve_alert: "Ended an alert",
  save_plan: "Made or changed a plan",
  assign_plan: "Moved an account to a plan",
  change_refinement: "Changed refinement for all",
  set_price: "Set a model's price",
  remove_price: "Forgot a model's price",
  reset_password: "Made a link for a new password",
};

/** Who did what to the installation or to another account, and when. */
export function LogView() {
  const { data: actions, error, refetch, isFetching } = useAdminActions();
  if (!actions) {
    if (!error) return <SkeletonList count={3} className="h-12" />;
    return (
      <ErrorState title="The log couldn't be loaded" text={error.message} onRetry={refetch} isRetrying={isFetching} />
    );
  }
  return (
    <DataTable
      label="What operators did"
      rows={actions}
      rowKey={(action) => action.id}
      empty="Nothing yet. What operators do to other accounts, alerts, caches and the queue is written down here."
      columns={[
        { title: "When", cell: (action) => <LocalDate iso={action.createdAt} /> },
        {
          title: "Who",
          cell: (action) => (
            <span className="whitespace-nowrap">{action.actorName ?? "Somebody at the machine, or gone"}</span>
          ),
        },
        { title: "What", cell: (action) => <span className="whitespace-nowrap">{words[action.action]}</span> },
        { title: "Of", cell: (action) => taskTitle(action.subject) },
        { title: "Account", cell: (action) => action.accountName ?? "–" },
      ]}
    />
  );
}
