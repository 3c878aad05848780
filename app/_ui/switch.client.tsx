"use client";
import { Switch as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** A switch with its label and what it does. */
export function Switch(props: {
  id: string;
  label: string;
  hint?: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <div className="flex items-start gap-3">
      <Radix.Root
        id={props.id}
        checked={props.checked}
        disabled={props.disabled}
        onCheckedChange={props.onChange}
        aria-describedby={props.hint ? `${props.id}-note` : undefined}
        className="mt-0.5 h-6 w-10 shrink-0 rounded-full border border-line-strong bg-raised transition-colors data-[state=checked]:border-transparent data-[state=checked]:bg-accent disabled:opacity-50"
      >
        <Radix.Thumb className="block size-4.5 translate-x-0.5 rounded-full bg-ink data-[state=checked]:translate-x-4.5 data-[state=checked]:bg-on-accent" />
      </Radix.Root>
      <div className="min-w-0">
        <label htmlFor={props.id} className="font-medium">
          {props.label}
        </label>
        {props.hint ? (
          <p id={`${props.id}-note`} className="text-sm text-muted">
            {props.hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}
