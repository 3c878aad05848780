"use client";
import { Bell as BellIcon } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { useBell, useSeeNotifications } from "#app/_queries/notifications.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { NotificationList } from "#app/_ui/notification-list.tsx";

/** The bell: how many notifications are new, and the newest. Opening it marks them as seen. */
export function Bell() {
  const [isOpen, setIsOpen] = useState(false);
  const { data: bell } = useBell();
  const see = useSeeNotifications();
  const newCount = bell?.newCount ?? 0;
  const change = (open: boolean) => {
    setIsOpen(open);
    const newest = bell?.notifications[0];
    // When it closes, so that what is new is marked while it is looked at.
    if (!open && newest && newCount > 0) see.mutate(newest.createdAt);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={change}>
      <Popover.Trigger asChild>
        <Button
          look="quiet"
          size="icon"
          aria-label={newCount > 0 ? `Notifications, ${newCount} new` : "Notifications"}
          className="relative"
        >
          <BellIcon aria-hidden className="size-4.5" />
          {newCount > 0 ? (
            <span
              aria-hidden
              className="absolute top-0.5 right-0.5 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 text-[0.625rem] font-semibold text-on-accent time"
            >
              {newCount > 99 ? "99+" : newCount}
            </span>
          ) : null}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          className="z-40 flex max-h-[70dvh] w-[min(24rem,calc(100vw-1.5rem))] flex-col rounded-xl border border-line bg-surface shadow-xl"
        >
          <p className="border-b border-line px-4 py-3 font-semibold">Notifications</p>
          <div className="overflow-y-auto">
            {bell && bell.notifications.length > 0 ? (
              <NotificationList notifications={bell.notifications.slice(0, 8)} onFollow={() => change(false)} />
            ) : (
              <p className="px-4 py-8 text-center text-sm text-muted">
                {bell ? "Nothing yet. You'll see here when a stream or a clip is ready." : "Loading…"}
              </p>
            )}
          </div>
          <div className="border-t border-line p-2">
            <ButtonLink
              href="/notifications"
              look="quiet"
              size="small"
              className="w-full"
              onClick={() => change(false)}
            >
              All notifications
            </ButtonLink>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
