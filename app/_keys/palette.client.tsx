"use client";
import { Command } from "cmdk";
import { Keyboard as KeyboardIcon, SunMoon } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useMayCheck } from "#app/_access/may.client.tsx";
import { useStreamTitles } from "#app/_queries/streams.ts";
import { Kbd } from "#app/_ui/kbd.tsx";
import { places } from "#app/_ui/places.ts";
import { useThemeSwitch } from "#app/_ui/theme-toggle.client.tsx";
import { groupCommands } from "./commands.ts";
import { runCommand, useKeyOverrides, useOfferedCommands } from "./keymap.ts";

type Props = { isAdmin: boolean; onClose: () => void; onHelp: () => void };

/** Goes to any page or stream, and does what the page offers, by typing a part of its name. */
export function Palette({ isAdmin, onClose, onHelp }: Props) {
  const router = useRouter();
  const may = useMayCheck();
  const switchTheme = useThemeSwitch();
  const [typed, setTyped] = useState("");
  const streams = useStreamTitles(typed);
  const offered = useOfferedCommands().filter((id) => id !== "palette.open" && id !== "help.open");
  const groups = groupCommands(offered, useKeyOverrides());
  const does = (run: () => void) => () => {
    onClose();
    run();
  };
  const goTo = (href: string) => does(() => router.push(href));
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/70" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-2xl border border-line bg-surface shadow-2xl"
        >
          <Radix.Title className="sr-only">Go to or do anything</Radix.Title>
          <Command label="Go to or do anything" loop>
            <Command.Input
              value={typed}
              onValueChange={setTyped}
              placeholder="Type a page, a stream or what to do"
              className="h-13 w-full border-b border-line bg-transparent px-4 text-ink outline-none placeholder:text-muted"
            />
            <Command.List className="max-h-[60dvh] overflow-y-auto overscroll-contain p-2">
              <Command.Empty className="px-3 py-8 text-center text-sm text-muted">
                Nothing is called that. Try a shorter word.
              </Command.Empty>
              {groups.map(({ group, entries }) => (
                <Group key={group} heading={`${group} · this page`}>
                  {entries.map(({ id, label, keys }) => (
                    <Entry key={id} value={`${label} ${id}`} onSelect={does(() => runCommand(id))}>
                      {label}
                      {keys[0] ? (
                        <span className="ml-auto">
                          <Kbd chord={keys[0]} />
                        </span>
                      ) : null}
                    </Entry>
                  ))}
                </Group>
              ))}
              <Group heading="Go to">
                {places
                  .filter((place) => (isAdmin || !place.isForAdmins) && may(place.call))
                  .map(({ href, label, icon: Icon }) => (
                    <Entry key={href} value={label} onSelect={goTo(href)}>
                      <Icon aria-hidden className="size-4 text-muted" /> {label}
                    </Entry>
                  ))}
              </Group>
              {streams.length > 0 ? (
                <Group heading="Streams">
                  {streams.map(({ id, title }) => (
                    <Entry key={id} value={`${title} ${id}`} onSelect={goTo(`/streams/${id}`)}>
                      <span className="truncate">{title}</span>
                    </Entry>
                  ))}
                </Group>
              ) : null}
              <Group heading="Also">
                <Entry value="Switch between dark and light theme" onSelect={does(switchTheme)}>
                  <SunMoon aria-hidden className="size-4 text-muted" /> Switch between dark and light
                </Entry>
                <Entry value="Show the keys help" onSelect={onHelp}>
                  <KeyboardIcon aria-hidden className="size-4 text-muted" /> Show the keys
                </Entry>
              </Group>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

function Entry(props: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      value={props.value}
      onSelect={props.onSelect}
      className="flex min-h-10 cursor-pointer items-center gap-2.5 rounded-lg px-3 py-2 text-sm data-[selected=true]:bg-raised"
    >
      {props.children}
    </Command.Item>
  );
}
