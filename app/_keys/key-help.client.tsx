"use client";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { Kbd } from "#app/_ui/kbd.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { groupCommands } from "./commands.ts";
import { useKeyOverrides, useOfferedCommands } from "./keymap.ts";

/** The keys that do something on this page. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const overrides = useKeyOverrides();
  const groups = groupCommands(useOfferedCommands(), overrides);
  const isWide = groups.length > 1;
  return (
    <Dialog
      open
      wide={isWide}
      onOpenChange={onClose}
      title="Keys on this page"
      text={
        <PageLink href="/settings/keys" onClick={onClose} className="rounded underline hover:text-ink">
          Choose your own keys
        </PageLink>
      }
    >
      <div className={isWide ? "gap-x-10 sm:columns-2" : ""}>
        {groups.map(({ group, entries }) => (
          <section key={group} className="mb-5 break-inside-avoid">
            <h3 className="mb-1.5 text-sm font-semibold text-muted">{group}</h3>
            <dl className="divide-y divide-line">
              {entries.map(({ id, label, keys }) => (
                <div key={id} className="flex items-center justify-between gap-4 py-1.5">
                  <dt className="text-sm">{label}</dt>
                  <dd className="flex gap-2">
                    {keys.length === 0 ? <span className="text-xs text-muted">no key</span> : null}
                    {keys.map((chord) => (
                      <Kbd key={chord} chord={chord} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
