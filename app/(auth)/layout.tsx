import type { ReactNode } from "react";
import { Brand } from "#app/_ui/brand.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-5 py-12">
      <Brand />
      {children}
    </main>
  );
}
