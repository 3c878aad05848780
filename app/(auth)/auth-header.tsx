import type { ReactNode } from "react";

/** The head of a page about signing in. */
export function AuthHeader({ title, children }: { title: string; children: ReactNode }) {
  return (
    <header className="mt-8 mb-6">
      <h1 className="text-2xl font-semibold tracking-tight text-balance">{title}</h1>
      <p className="mt-1 text-muted">{children}</p>
    </header>
  );
}

/** A line below a form that leads elsewhere. */
export function AuthNote({ children }: { children: ReactNode }) {
  return (
    <p className="mt-6 text-sm text-muted [&_a]:font-medium [&_a]:text-accent [&_a]:hover:underline">{children}</p>
  );
}
