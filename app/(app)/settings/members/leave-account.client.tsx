"use client";
import { useState } from "react";
import { useLeaveAccount } from "#app/_queries/members.ts";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";

/** The way out of an account. */
export function LeaveAccount({ accountName }: { accountName: string }) {
  const [isAsking, setAsking] = useState(false);
  const leave = useLeaveAccount();
  return (
    <Section title="Leave">
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-52 flex-1 text-sm text-muted">
          What you imported and cut stays. To come back you need an invitation.
        </p>
        <Dialog
          open={isAsking}
          onOpenChange={setAsking}
          title={`Leave ${accountName}?`}
          text="You see nothing of it any more from then on, and your API keys for it stop."
          trigger={<Button size="small">Leave {accountName}</Button>}
        >
          {leave.error ? (
            <p role="alert" className="mb-4 text-sm text-bad">
              {leave.error.message}
            </p>
          ) : null}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={() => setAsking(false)}>Stay</Button>
            <Button
              look="danger"
              disabled={leave.isPending}
              onClick={() => leave.mutate(undefined, { onSuccess: () => location.assign("/accounts") })}
            >
              Leave
            </Button>
          </div>
        </Dialog>
      </div>
    </Section>
  );
}
