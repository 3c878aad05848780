"use client";
import { Link2, Monitor } from "lucide-react";
import { inputClasses } from "#app/_ui/field.tsx";
import { FileField, type PickedFile } from "#app/_ui/file-field.client.tsx";
import { fileHints } from "#app/_ui/file-hints.ts";

export type VideoOrigin = "device" | "address";

const origins = [
  { value: "device", label: "From this device", icon: Monitor },
  { value: "address", label: "From an address", icon: Link2 },
] as const;

const { label, hint, accept } = fileHints.find(({ kind }) => kind === "video")!;

/** Where the video comes from: a file of this device, or an address that the server fetches it from. */
export function VideoOriginField(props: {
  origin: VideoOrigin;
  onOrigin: (origin: VideoOrigin) => void;
  picked: PickedFile | null;
  onPick: (file: File | null) => void;
  /** Of the file or of the address, whichever is chosen. */
  error: string | null;
  onAddressChange: () => void;
  disabled: boolean;
}) {
  const { origin, disabled, error } = props;
  return (
    <fieldset className="grid min-w-0 grid-cols-1 gap-2" disabled={disabled}>
      <legend className="mb-1.5 text-sm font-medium">Where the video is</legend>
      <div className="grid grid-cols-2 gap-1 rounded-lg border border-line bg-surface p-1">
        {origins.map(({ value, label: words, icon: Icon }) => (
          <label
            key={value}
            className="flex min-h-9 cursor-pointer items-center justify-center gap-2 rounded-md px-2 text-sm text-muted has-checked:bg-accent-soft has-checked:font-medium has-checked:text-ink has-disabled:cursor-default has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="origin"
              value={value}
              checked={origin === value}
              onChange={() => props.onOrigin(value)}
              className="sr-only"
            />
            <Icon aria-hidden className="size-4 shrink-0" />
            {words}
          </label>
        ))}
      </div>
      {origin === "device" ? (
        <FileField
          id="file-video"
          label={label}
          hint={hint}
          accept={accept}
          required
          disabled={disabled}
          picked={props.picked}
          error={error}
          onPick={props.onPick}
        />
      ) : (
        <AddressField error={error} onChange={props.onAddressChange} />
      )}
    </fieldset>
  );
}

function AddressField({ error, onChange }: { error: string | null; onChange: () => void }) {
  return (
    <div className={`rounded-xl border bg-surface p-4 ${error ? "border-bad" : "border-line"}`}>
      <label htmlFor="videoUrl" className="mb-1.5 block font-medium">
        Address of the video file
      </label>
      <input
        id="videoUrl"
        name="videoUrl"
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        maxLength={4096}
        placeholder="https://"
        onChange={onChange}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? "videoUrl-error videoUrl-hint" : "videoUrl-hint"}
        className={inputClasses}
      />
      {error ? (
        <p id="videoUrl-error" role="alert" className="mt-1.5 text-sm break-words text-bad">
          {error}
        </p>
      ) : null}
      <p id="videoUrl-hint" className="mt-1.5 text-sm text-muted">
        A download link that needs no sign-in, not the page around it. The server fetches it; you can close this page.
      </p>
    </div>
  );
}
