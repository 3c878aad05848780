import type { Metadata } from "next";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { ProfileView } from "./profile-view.client.tsx";

export const metadata: Metadata = { title: "You" };

/** What Twitch, or the link in an e-mail, sends back. */
const failures: Record<string, string> = {
  access_denied: "You declined at Twitch. Nothing was changed.",
  account_already_linked_to_different_user: "That Twitch user signs somebody else in here. Choose another.",
  unable_to_link_account: "Twitch says that your address there isn't confirmed. Confirm it at Twitch, then try again.",
  email_not_found: "Twitch gave no e-mail address. Confirm one at Twitch, then try again.",
  email_not_verified: "Twitch says that your address there isn't confirmed. Confirm it at Twitch, then try again.",
};

/** What has come to pass, by the parameter that says so. */
const news: Record<string, string> = {
  linked: "Twitch signs you in from now on.",
  moved: "Your new address counts from now on.",
  changed: "Your new password counts from now on. Everywhere else you are signed out.",
};

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ProfilePage({ searchParams }: Props) {
  const { error, ...said } = await searchParams;
  const failure = typeof error === "string" ? (failures[error] ?? "That didn't work. Try again.") : null;
  const done = Object.entries(news).find(([name]) => said[name] !== undefined)?.[1] ?? null;
  return (
    <>
      <PageHeader title="You" facts="The same in every account." />
      <ProfileView failure={failure} done={failure ? null : done} />
    </>
  );
}
