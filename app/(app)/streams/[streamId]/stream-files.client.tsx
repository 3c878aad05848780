"use client";
import type { SignalImport, StreamPage } from "#app/_queries/streams.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Section } from "#app/_ui/card.tsx";
import { JobLine } from "#app/_ui/job-line.tsx";
import { countOf, signalStates, signalWords } from "#app/_ui/job-words.ts";
import { formatBytes } from "#lib/time.ts";
import { AddFilesDialog } from "./add-files-dialog.client.tsx";
import { OffsetDialog } from "./offset-dialog.client.tsx";

/** The chat, events and transcript files of a stream: what was read from each, and what could not be. */
export function StreamFiles({ page, canEdit }: { page: StreamPage; canEdit: boolean }) {
  return (
    <Section title="Files" actions={canEdit ? <AddFilesDialog streamId={page.stream.streamId} /> : null}>
      {page.signalImports.length === 0 ? (
        <p className="text-sm text-muted">
          No chat, events or transcript yet: highlights come from the sound alone. Add files to get better ones.
        </p>
      ) : (
        <ul className="grid grid-cols-1 gap-3 md:grid-cols-2 lg:grid-cols-3" aria-label="Files of this stream">
          {page.signalImports.map((one) => (
            <FileCard
              key={one.id}
              file={one}
              canEdit={canEdit}
              job={page.jobs.find((job) => job.subjectId === one.id)}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

function FileCard(props: { file: SignalImport; job: StreamPage["jobs"][number] | undefined; canEdit: boolean }) {
  const { file, job, canEdit } = props;
  const { label, rows } = signalWords[file.kind];
  const state = signalStates[file.state];
  return (
    <li className="rounded-xl border border-line bg-surface p-4 text-sm">
      <div className="flex items-center gap-2">
        <h3 className="text-base font-medium">{label}</h3>
        <span className="ml-auto">
          <Badge tone={state.tone} live={state.live}>
            {state.label}
          </Badge>
        </span>
      </div>
      <p className="truncate text-muted" title={file.fileName}>
        {file.fileName} · {formatBytes(file.sizeBytes)}
      </p>
      {file.state === "done" ? (
        <p className="mt-2">
          {countOf(file.parsedCount, rows)}
          {file.eventCount > 0 && file.kind === "chat" ? `, ${countOf(file.eventCount, "events")} in it` : ""}
        </p>
      ) : null}
      {file.offsetMs === 0 ? null : (
        <p className="mt-1 text-muted">
          moved by <span className="time">{file.offsetMs / 1000} s</span>
        </p>
      )}
      {file.afterEndCount > 0 ? (
        <p className="mt-1 text-warn">{file.afterEndCount.toLocaleString("en-US")} after the video's end, not used</p>
      ) : null}
      {file.beforeStartCount > 0 ? (
        <p className="mt-1 text-warn">
          {file.beforeStartCount.toLocaleString("en-US")} before the video's start, not used
        </p>
      ) : null}
      {file.unreadableCount > 0 ? (
        <details className="mt-1 text-warn">
          <summary className="cursor-pointer">{countOf(file.unreadableCount, "lines")} couldn't be read</summary>
          <ul className="mt-1 grid gap-1 font-mono text-xs text-muted">
            {file.unreadableExamples.map((example) => (
              <li key={example.line} className="truncate" title={example.text}>
                {example.line}: {example.text}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {file.state === "failed" ? (
        <p role="alert" className="mt-2 break-words text-bad">
          {file.failureText} Add the file again to retry.
        </p>
      ) : null}
      {canEdit && file.state === "done" && file.parsedCount + file.eventCount > 0 ? (
        <div className="mt-2 -ml-2">
          <OffsetDialog file={file} />
        </div>
      ) : null}
      {job && ["queued", "running", "waiting"].includes(job.state) ? (
        <div className="mt-3">
          <JobLine job={job} />
        </div>
      ) : null}
    </li>
  );
}
