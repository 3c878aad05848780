"use client";
import { toast } from "sonner";
import { type Overview, usePauseTask } from "#app/_queries/operations.ts";
import { useChangeLlm } from "#app/_queries/refinement.ts";
import { Card } from "#app/_ui/card.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { Switch } from "#app/_ui/switch.client.tsx";
import type { PausableTask } from "#lib/operations/model.ts";

const labels: Record<PausableTask, string> = {
  fetch_video: "Fetching from addresses",
  process_vod: "Processing of recordings",
  import_signals: "Reading of chat, events, transcripts",
  detect_highlights: "Finding of highlights",
  cut_clips: "Cutting of clips",
};

/** The switches that hold work back. */
export function TaskSwitches({ overview }: { overview: Overview }) {
  const pause = usePauseTask();
  const changeLlm = useChangeLlm();
  const onError = (error: Error) => toast.error(error.message);
  return (
    <Card className="grid gap-5 p-5 sm:grid-cols-2 lg:grid-cols-3">
      {overview.tasks.map(({ task, pausedSince }) => (
        <Switch
          key={task}
          id={`may-run-${task}`}
          label={labels[task]}
          hint={
            pausedSince === null ? null : (
              <span className="text-warn">
                Held back since <LocalDate iso={pausedSince} />
              </span>
            )
          }
          checked={pausedSince === null}
          disabled={pause.isPending}
          onChange={(isOn) => pause.mutate({ task, isPaused: !isOn }, { onError })}
        />
      ))}
      <Switch
        id="may-run-refinement"
        label="Refinement by a language model"
        hint={
          overview.refinement.isEnabled ? null : <span className="text-warn">Off: highlights keep their bounds</span>
        }
        checked={overview.refinement.isEnabled}
        disabled={changeLlm.isPending}
        onChange={(isEnabled) => changeLlm.mutate({ isEnabled }, { onError })}
      />
    </Card>
  );
}
