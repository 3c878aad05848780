import { Check, Circle, LoaderCircle, TriangleAlert } from "lucide-react";
import type { StreamPage, StreamVod } from "#app/_queries/streams.ts";
import { countOf, signalWords, vodStates } from "#app/_ui/job-words.ts";

type StepState = "done" | "working" | "failed" | "waiting";
type Step = { name: string; state: StepState; text: string };

const looks: Record<StepState, { icon: typeof Check; tone: string; word: string }> = {
  done: { icon: Check, tone: "bg-good-soft text-good", word: "done" },
  working: { icon: LoaderCircle, tone: "bg-accent-soft text-accent [&>svg]:animate-spin", word: "under way" },
  failed: { icon: TriangleAlert, tone: "bg-bad-soft text-bad", word: "failed" },
  waiting: { icon: Circle, tone: "bg-raised text-muted", word: "not yet" },
};

/** The way of a stream from its file to clips, and where it is on it. */
export function StreamSteps({ page, vod }: { page: StreamPage; vod: StreamVod }) {
  const steps = [videoStep(page, vod), filesStep(page), highlightsStep(page), clipsStep(page)];
  return (
    <ol className="grid grid-cols-1 gap-x-4 gap-y-3 sm:grid-cols-2" aria-label="Steps">
      {steps.map(({ name, state, text }) => {
        const { icon: Icon, tone, word } = looks[state];
        return (
          <li key={name} className="flex gap-3">
            <span aria-hidden className={`grid size-7 shrink-0 place-items-center rounded-full ${tone}`}>
              <Icon className="size-4" />
            </span>
            <span className="min-w-0">
              <span className="block leading-7 font-medium">
                {name} <span className="sr-only">{word}</span>
              </span>
              <span className="block text-sm text-muted">{text}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function videoStep(page: StreamPage, vod: StreamVod): Step {
  const job = page.jobs.find((one) => one.task === "process_vod" && one.subjectId === vod.id);
  const name = "Video";
  if (vod.state === "ready") return { name, state: "done", text: "Ready to watch and to cut from" };
  if (vod.state === "failed") return { name, state: "failed", text: "Couldn't be processed" };
  const percent = job?.state === "running" ? ` ${Math.floor(job.fraction * 100)} %` : "";
  return { name, state: "working", text: `${vodStates[vod.state].label}${percent}` };
}

function filesStep({ signalImports }: StreamPage): Step {
  const name = "Chat, events, transcript";
  if (signalImports.length === 0) return { name, state: "waiting", text: "None handed in; the sound alone counts" };
  const label = (kind: (typeof signalImports)[number]["kind"]) => signalWords[kind].label;
  const failed = signalImports.filter((one) => one.state === "failed");
  if (failed.length > 0) {
    return { name, state: "failed", text: `Not read: ${failed.map((one) => label(one.kind)).join(", ")}` };
  }
  if (signalImports.some((one) => one.state === "queued" || one.state === "running")) {
    return { name, state: "working", text: "Being read" };
  }
  const rows = signalImports.map((one) => countOf(one.parsedCount, signalWords[one.kind].rows));
  return { name, state: "done", text: rows.join(", ") };
}

function highlightsStep({ detection, highlightCount }: StreamPage): Step {
  const name = "Highlights";
  const found = countOf(highlightCount, "highlights");
  if (detection === null) return { name, state: "waiting", text: "Found when video and files are read" };
  if (detection.state === "failed") return { name, state: "failed", text: "The search failed" };
  if (detection.state !== "done") return { name, state: "working", text: "Being looked for" };
  return { name, state: "done", text: highlightCount === 0 ? "No moment stood out" : `${found} found` };
}

function clipsStep({ clipCount, highlightCount }: StreamPage): Step {
  const name = "Clips";
  if (clipCount > 0) return { name, state: "done", text: `${countOf(clipCount, "clips")} to watch and download` };
  return { name, state: "waiting", text: highlightCount > 0 ? "Review the highlights, then cut" : "None yet" };
}
