"use client";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

/** What a dialog opens on; else it is the first thing in it. */
function focusWanted(event: Event): void {
  const wanted = (event.currentTarget as HTMLElement).querySelector<HTMLElement>("[data-autofocus]");
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
}

/**
 * A dialog over the page. It closes by Escape, by the cross and by a click beside it. What has `data-autofocus` in it has
 * the focus first.
 */
export function Dialog(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  text?: ReactNode;
  trigger?: ReactNode;
  wide?: boolean;
  children?: ReactNode;
}) {
  return (
    <Radix.Root open={props.open} onOpenChange={props.onOpenChange}>
      {props.trigger ? <Radix.Trigger asChild>{props.trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/70" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focusWanted}
          className={`fixed top-1/2 left-1/2 z-50 max-h-[90dvh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-2xl border border-line bg-surface p-5 shadow-2xl ${props.wide ? "max-w-4xl" : "max-w-lg"}`}
        >
          <div className="mb-4 flex items-start gap-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold break-words">{props.title}</Radix.Title>
              {props.text ? <div className="mt-1 text-sm text-muted">{props.text}</div> : null}
            </div>
            <Radix.Close asChild>
              <Button look="quiet" size="icon" aria-label="Close" className="-mt-1 -mr-2">
                <X aria-hidden className="size-5" />
              </Button>
            </Radix.Close>
          </div>
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
