"use client";
import { Bell as BellIcon } from "lucide-react";
import { Switch } from "radix-ui";
import { toast } from "sonner";
import { useBell, useEmailWish, useSeeNotifications } from "#app/_queries/notifications.ts";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import { NotificationList } from "#app/_ui/notification-list.tsx";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";

/** The newest hundred notifications, and whether they are e-mailed. */
export function NotificationsView() {
  const { data: bell, error, refetch, isFetching } = useBell();
  const see = useSeeNotifications();
  const wish = useEmailWish();
  if (!bell) {
    if (!error) return <SkeletonList count={4} className="h-16" />;
    return (
      <ErrorState
        title="Notifications couldn't be loaded"
        text={error.message}
        onRetry={refetch}
        isRetrying={isFetching}
      />
    );
  }
  const newest = bell.notifications[0];
  return (
    <div className="max-w-3xl">
      <div className="mb-4 flex flex-wrap items-center gap-x-6 gap-y-3">
        <label htmlFor="emails" className="flex items-center gap-2.5 text-sm">
          <Switch.Root
            id="emails"
            checked={bell.wantsEmails && bell.sendsEmails}
            disabled={!bell.sendsEmails || wish.isPending}
            onCheckedChange={(wants) => wish.mutate(wants, { onError: (failure) => toast.error(failure.message) })}
            className="h-6 w-10 rounded-full border border-line-strong bg-raised p-0.5 disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
          >
            <Switch.Thumb className="block size-4 rounded-full bg-ink transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-accent" />
          </Switch.Root>
          {bell.sendsEmails ? "E-mail them to me, too" : "E-mails are not set up on this installation"}
        </label>
        {newest && bell.newCount > 0 ? (
          <Button
            size="small"
            className="ml-auto"
            onClick={() => see.mutate(newest.createdAt)}
            disabled={see.isPending}
          >
            Mark all as seen
          </Button>
        ) : null}
      </div>
      {bell.notifications.length === 0 ? (
        <EmptyState
          icon={<BellIcon className="size-5" />}
          title="Nothing yet"
          text="You'll see here when a stream is processed, a clip is ready, or something had to go."
        />
      ) : (
        <Card className="overflow-hidden">
          <NotificationList notifications={bell.notifications} />
        </Card>
      )}
    </div>
  );
}
