"use client";
import { useProfile } from "#app/_queries/profile.ts";
import { Notice } from "#app/_ui/notice.tsx";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { EmailForm } from "./email-form.client.tsx";
import { NameForm } from "./name-form.client.tsx";
import { PasswordForm } from "./password-form.client.tsx";
import { SessionList } from "./session-list.client.tsx";
import { TwitchSection } from "./twitch-section.client.tsx";

type Props = {
  /** What came of a way over Twitch, or of the link in an e-mail. */
  failure: string | null;
  done: string | null;
};

/** Who the user is, and how they get in. */
export function ProfileView({ failure, done }: Props) {
  const { data: profile, error, refetch, isRefetching } = useProfile();
  return (
    <div className="grid max-w-3xl grid-cols-1 [&>section:first-child]:mt-0">
      {failure || done ? (
        <div>{failure ? <Notice tone="bad">{failure}</Notice> : <Notice tone="good">{done}</Notice>}</div>
      ) : null}
      {profile ? (
        <>
          <NameForm profile={profile} />
          <EmailForm profile={profile} />
          {profile.hasPassword ? <PasswordForm /> : null}
          <TwitchSection profile={profile} />
        </>
      ) : error ? (
        <ErrorState title="This can't be shown" text={error.message} onRetry={refetch} isRetrying={isRefetching} />
      ) : (
        <SkeletonList count={3} className="h-32" />
      )}
      <SessionList />
    </div>
  );
}
