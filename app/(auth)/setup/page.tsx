import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getWeb } from "#app/_server/web.ts";
import { isSetUpOpen } from "#lib/accounts/sign-in/set-up.ts";
import { AuthHeader } from "../auth-header.tsx";
import { SetUpForm } from "./set-up-form.client.tsx";

export const metadata: Metadata = { title: "First start" };

export default async function SetUpPage() {
  if (!(await isSetUpOpen(getWeb().ctx))) redirect("/sign-in");
  return (
    <>
      <AuthHeader title="First start">
        This installation has no user yet. The one made here owns the first account and operates everything.
      </AuthHeader>
      <SetUpForm />
    </>
  );
}
