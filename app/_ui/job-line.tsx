import type { Job } from "#app/_queries/streams.ts";
import { describeJob } from "./job-words.ts";
import { ProgressBar } from "./progress-bar.tsx";

/** A job under way: what it does, how far it is. */
export function JobLine({ job }: { job: Job }) {
  const words = describeJob(job);
  const isMoving = job.state === "running";
  return (
    <div>
      <div className="mb-1 flex gap-3 text-sm text-muted">
        <span className="min-w-0 flex-1 truncate">{words}</span>
        {isMoving ? <span className="time">{Math.floor(job.fraction * 100)} %</span> : null}
      </div>
      <ProgressBar label={words} fraction={isMoving ? job.fraction : 0} />
      {job.tries > 1 && job.reasonText ? (
        <p className="mt-1 text-sm text-warn">Trying again. {job.reasonText}</p>
      ) : null}
    </div>
  );
}
