import type { Storage } from "#app/_queries/storage.ts";
import { formatBytes } from "#lib/time.ts";

type Kind = Storage["kinds"][number]["kind"];

const kinds: Record<Kind, { label: string; colour: string }> = {
  video: { label: "Recordings", colour: "bg-signal-chat" },
  sound: { label: "Their sound", colour: "bg-signal-transcript" },
  pictures: { label: "Pictures", colour: "bg-signal-audio" },
  clips: { label: "Clips", colour: "bg-accent" },
  promised: { label: "Being made", colour: "bg-signal-events" },
  trash: { label: "Trash", colour: "bg-line-strong" },
  leaving: { label: "Being deleted", colour: "bg-bad" },
};

/** What of the plan's bytes is used, by kind; where clips count apart, a bar for each. */
export function StorageBars({ storage }: { storage: Storage }) {
  const { usage } = storage;
  if (usage.isShared) return <Bar title="Storage" maxBytes={usage.vods.maxBytes} parts={storage.kinds} />;
  const isOfClips = (kind: Kind) => kind === "clips";
  const of = (bucket: { storedBytes: number; reservedBytes: number }) => bucket.storedBytes + bucket.reservedBytes;
  // The trash and what is being made may be of either; each bar's rest is shown as such.
  const parts = (bucket: Parameters<typeof of>[0], own: Storage["kinds"]) => {
    const rest = of(bucket) - own.reduce((sum, one) => sum + one.bytes, 0);
    return rest > 0 ? [...own, { kind: "trash" as const, bytes: rest }] : own;
  };
  const own = storage.kinds.filter((one) => !["trash", "promised", "leaving"].includes(one.kind));
  return (
    <div className="grid gap-5">
      <Bar
        title="Recordings"
        maxBytes={usage.vods.maxBytes}
        parts={parts(
          usage.vods,
          own.filter((one) => !isOfClips(one.kind)),
        )}
      />
      <Bar
        title="Clips"
        maxBytes={usage.clips.maxBytes}
        parts={parts(
          usage.clips,
          own.filter((one) => isOfClips(one.kind)),
        )}
      />
    </div>
  );
}

function Bar({ title, maxBytes, parts }: { title: string; maxBytes: number; parts: Storage["kinds"] }) {
  const usedBytes = parts.reduce((sum, one) => sum + one.bytes, 0);
  const percent = Math.min(100, Math.round((usedBytes / maxBytes) * 100));
  const scale = Math.max(maxBytes, usedBytes);
  return (
    <div>
      <p className="mb-2 flex flex-wrap items-baseline gap-x-2">
        <span className="text-lg font-semibold time">{formatBytes(usedBytes)}</span>
        <span className="text-muted">
          of <span className="time">{formatBytes(maxBytes)}</span> used
          {title === "Storage" ? "" : ` for ${title.toLowerCase()}`}
        </span>
        <span className={`ml-auto text-sm time ${percent >= 90 ? "text-warn" : "text-muted"}`}>{percent} %</span>
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a <meter> can't be drawn in parts */}
      <div
        role="meter"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={maxBytes}
        aria-valuenow={Math.min(usedBytes, maxBytes)}
        aria-valuetext={`${formatBytes(usedBytes)} of ${formatBytes(maxBytes)}`}
        className="flex h-3 w-full gap-px overflow-hidden rounded-full bg-raised"
      >
        {parts.map(({ kind, bytes }) => (
          <div
            key={kind}
            className={`${kinds[kind].colour} min-w-0.5`}
            style={{ width: `${(bytes / scale) * 100}%` }}
            title={`${kinds[kind].label}: ${formatBytes(bytes)}`}
          />
        ))}
      </div>
      <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1.5 text-sm text-muted">
        {parts.map(({ kind, bytes }) => (
          <li key={kind} className="flex items-center gap-1.5">
            <span aria-hidden className={`size-2.5 rounded-full ${kinds[kind].colour}`} />
            {kinds[kind].label} <span className="text-ink time">{formatBytes(bytes)}</span>
          </li>
        ))}
        <li className="flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 rounded-full border border-line-strong" />
          Free <span className="text-ink time">{formatBytes(Math.max(0, maxBytes - usedBytes))}</span>
        </li>
      </ul>
    </div>
  );
}

/** The same in one line, for other pages. */
export function StorageLine({ storage }: { storage: Storage }) {
  const { usage } = storage;
  const bucket = usage.isShared ? usage.vods : usage.clips;
  const usedBytes = bucket.storedBytes + bucket.reservedBytes;
  const share = Math.min(1, usedBytes / bucket.maxBytes);
  return (
    <div className="flex min-w-0 flex-1 items-center gap-3 text-sm text-muted">
      {/* biome-ignore lint/a11y/useSemanticElements: drawn like the storage page's bar */}
      <div
        role="meter"
        aria-label={usage.isShared ? "Storage" : "Storage for clips"}
        aria-valuemin={0}
        aria-valuemax={bucket.maxBytes}
        aria-valuenow={Math.min(usedBytes, bucket.maxBytes)}
        aria-valuetext={`${formatBytes(usedBytes)} of ${formatBytes(bucket.maxBytes)}`}
        className="h-1.5 w-40 shrink overflow-hidden rounded-full bg-raised"
      >
        <div
          className={`h-full min-w-0.5 rounded-full ${share >= 0.9 ? "bg-warn" : "bg-accent"}`}
          style={{ width: `${share * 100}%` }}
        />
      </div>
      <span className="min-w-0">
        <span className="time text-ink">{formatBytes(usedBytes)}</span> of{" "}
        <span className="time">{formatBytes(bucket.maxBytes)}</span> used
      </span>
    </div>
  );
}
