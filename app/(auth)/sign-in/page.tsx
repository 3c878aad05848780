import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { findViewer } from "#app/_server/session.ts";
import { Brand } from "#app/_ui/brand.tsx";
import { SignInForm } from "./sign-in-form.client.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { next } = await searchParams;
  // Only a path of our own: never an address of another site.
  const target = typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/streams";
  if (await findViewer()) redirect(target);
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-5 py-12">
      <Brand />
      <h1 className="mt-8 text-2xl font-semibold tracking-tight">Sign in</h1>
      <p className="mt-1 mb-6 text-muted">Your streams, their best moments, and the clips of them.</p>
      <SignInForm target={target} />
    </main>
  );
}
