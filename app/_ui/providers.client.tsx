"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Tooltip } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Toaster } from "sonner";
import { ProblemError } from "#app/_queries/http.ts";

const makeClient = () =>
  new QueryClient({
    defaultOptions: {
      // A machine without a network may still reach a server on itself: every request is tried, and fails with a reason.
      mutations: { networkMode: "always" },
      queries: {
        networkMode: "always",
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && !(error instanceof ProblemError && error.status < 500),
      },
    },
  });

/** What every screen needs around it: server state, tooltips, messages. */
export function Providers({ theme, children }: { theme: "dark" | "light"; children: ReactNode }) {
  const [client] = useState(makeClient);
  return (
    <QueryClientProvider client={client}>
      <Tooltip.Provider delayDuration={300}>{children}</Tooltip.Provider>
      <Toaster
        theme={theme}
        position="bottom-right"
        richColors
        closeButton
        offset={{ bottom: "calc(var(--selection-bar) + 1.5rem)" }}
        mobileOffset={{ bottom: "calc(var(--bottom-bar) + var(--selection-bar) + 0.75rem)" }}
      />
    </QueryClientProvider>
  );
}
