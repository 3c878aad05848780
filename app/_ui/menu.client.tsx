"use client";
import { EllipsisVertical } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

const itemClasses =
  "flex w-full cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-2 text-left outline-none data-highlighted:bg-raised data-disabled:pointer-events-none data-disabled:opacity-50";

/** What else can be done with a thing, behind three dots. `label` names the thing. */
export function Menu({ label, children }: { label: string; children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button look="quiet" size="icon" aria-label={label}>
          <EllipsisVertical aria-hidden className="size-5" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-40 min-w-48 rounded-xl border border-line bg-surface p-1.5 shadow-xl"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** One thing to do in a menu. */
export function MenuItem(props: {
  icon: ReactNode;
  onSelect: () => void;
  disabled?: boolean;
  isDanger?: boolean;
  children: ReactNode;
}) {
  return (
    <DropdownMenu.Item
      disabled={props.disabled}
      onSelect={props.onSelect}
      className={`${itemClasses} ${props.isDanger ? "text-bad" : ""}`}
    >
      {props.icon}
      {props.children}
    </DropdownMenu.Item>
  );
}

/** A link in a menu; `isDownload`: it leads to a file. */
export function MenuLink(props: { icon: ReactNode; href: string; isDownload?: boolean; children: ReactNode }) {
  return (
    <DropdownMenu.Item asChild className={itemClasses}>
      <a href={props.href} download={props.isDownload}>
        {props.icon}
        {props.children}
      </a>
    </DropdownMenu.Item>
  );
}

/** A line between groups of a menu. */
export const MenuLine = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />;
