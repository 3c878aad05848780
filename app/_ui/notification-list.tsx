import Link from "next/link";
import type { Bell } from "#app/_queries/notifications.ts";
import { LocalDate } from "./local-date.client.tsx";

/** Notifications, newest first; those not seen yet have a dot. */
export function NotificationList(props: { notifications: Bell["notifications"]; onFollow?: () => void }) {
  return (
    <ul className="divide-y divide-line" aria-label="Notifications">
      {props.notifications.map((one) => (
        <li key={one.id} className="relative flex gap-3 px-4 py-3 hover:bg-raised/50">
          <span
            aria-hidden
            className={`mt-1.5 size-2 shrink-0 rounded-full ${one.isNew ? "bg-accent" : "bg-transparent"}`}
          />
          <div className="min-w-0">
            <p className="font-medium">
              {one.href ? (
                <Link href={one.href} onClick={props.onFollow} className="rounded after:absolute after:inset-0">
                  {one.title}
                </Link>
              ) : (
                one.title
              )}
              {one.isNew ? <span className="sr-only"> (new)</span> : null}
            </p>
            <p className="text-sm break-words text-muted">{one.text}</p>
            <p className="mt-0.5 text-xs text-muted">
              <LocalDate iso={one.createdAt} />
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
