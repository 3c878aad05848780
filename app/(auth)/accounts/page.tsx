import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { findViewer } from "#app/_server/session.ts";
import { getWeb } from "#app/_server/web.ts";
import { listOwnAccounts } from "#lib/accounts/members/list-members.ts";
import { AuthHeader } from "../auth-header.tsx";
import { AccountChoice } from "./account-choice.client.tsx";

export const metadata: Metadata = { title: "Accounts" };

export default async function AccountsPage() {
  const user = await findViewer();
  if (!user) redirect("/sign-in?next=/accounts");
  const { ctx } = getWeb();
  const accounts = await listOwnAccounts(ctx, { userId: user.id });
  return (
    <>
      <AuthHeader title="Accounts">
        {accounts.length === 0 ? "You belong to none yet." : "Choose the one to work in."} You are {user.email}.
      </AuthHeader>
      <AccountChoice accounts={accounts} mayOpen={user.isAdmin || ctx.config.allowSignUp} isAdmin={user.isAdmin} />
    </>
  );
}
