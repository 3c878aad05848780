"use client";
import { Check, ChevronLeft, ChevronRight, type LucideIcon, Pencil, Scissors, Undo2, X } from "lucide-react";
import type { MouseEvent } from "react";
import { useMay } from "#app/_access/may.client.tsx";
import { type CommandId, commands, keysOf } from "#app/_keys/commands.ts";
import { runCommand, useKeyOverrides } from "#app/_keys/keymap.ts";
import { Kbd } from "#app/_ui/kbd.tsx";

type Props = {
  canUndo: boolean;
  isFirst: boolean;
  isKept: boolean;
  isRejected: boolean;
};

/**
 * What one decides with: large, within reach of a thumb. Every button does what its key does. Who may only look goes through
 * them one by one.
 */
export function ReviewBar({ canUndo, isFirst, isKept, isRejected }: Props) {
  const mayDecide = useMay("POST /api/v1/vods/[id]/reviews");
  if (!mayDecide) {
    return (
      <div role="toolbar" aria-label="Go through" className="grid grid-cols-2 gap-2 lg:flex lg:justify-center">
        <Small id="highlight.previous" icon={ChevronLeft} label="Back" isDisabled={isFirst} className="" />
        <Small id="highlight.next" icon={ChevronRight} label="Next" className="" />
      </div>
    );
  }
  return (
    <div role="toolbar" aria-label="Decide" className="grid gap-2 lg:flex lg:items-stretch lg:justify-center">
      <div className="grid grid-cols-5 gap-2 lg:contents">
        <Small id="highlight.previous" icon={ChevronLeft} label="Back" isDisabled={isFirst} className="lg:order-1" />
        <Small id="edit.undo" icon={Undo2} label="Undo" isDisabled={!canUndo} className="lg:order-2" />
        <Small id="highlight.trim" icon={Pencil} label="Trim" className="lg:order-4" />
        <Small id="highlight.cut" icon={Scissors} label="Cut" className="lg:order-5" />
        <Small id="highlight.next" icon={ChevronRight} label="Later" className="lg:order-7" />
      </div>
      <div className="grid grid-cols-2 gap-2 lg:contents">
        <Large
          id="highlight.reject"
          icon={X}
          label="Reject"
          isOn={isRejected}
          className="border-bad/40 bg-bad-soft text-bad aria-pressed:border-bad lg:order-3"
        />
        <Large
          id="highlight.approve"
          icon={Check}
          label="Keep"
          isOn={isKept}
          className="border-good/40 bg-good-soft text-good aria-pressed:border-good lg:order-6"
        />
      </div>
    </div>
  );
}

type Action = { id: CommandId; icon: LucideIcon; label: string; className: string };

const press = (id: CommandId) => (event: MouseEvent<HTMLElement>) => {
  // After a click, Enter and Space mean what they mean on this page, not the button again.
  if (event.detail > 0) event.currentTarget.blur();
  runCommand(id);
};

function Small({ id, icon: Icon, label, className, isDisabled = false }: Action & { isDisabled?: boolean }) {
  return (
    <button
      type="button"
      disabled={isDisabled}
      onClick={press(id)}
      title={commands[id].label}
      className={`flex h-13 flex-col items-center justify-center gap-0.5 rounded-xl border border-line bg-surface text-xs font-medium hover:border-line-strong disabled:opacity-40 lg:h-14 lg:w-20 ${className}`}
    >
      <Icon aria-hidden className="size-5" />
      <span className="flex items-center gap-1.5">
        {label} <Key id={id} />
      </span>
    </button>
  );
}

function Large({ id, icon: Icon, label, className, isOn }: Action & { isOn: boolean }) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={press(id)}
      className={`flex h-16 items-center justify-center gap-2 rounded-2xl border-2 text-lg font-semibold hover:brightness-110 active:scale-98 lg:h-14 lg:w-44 ${className}`}
    >
      <Icon aria-hidden className="size-6" strokeWidth={2.5} /> {label} <Key id={id} />
    </button>
  );
}

function Key({ id }: { id: CommandId }) {
  const [chord] = keysOf(id, useKeyOverrides());
  return chord ? (
    <span aria-hidden className="hidden lg:inline">
      <Kbd chord={chord} />
    </span>
  ) : null;
}
