"use client";
import { createContext, type ReactNode, use, useMemo } from "react";
import type { RouteKey } from "#app/_server/access-table.ts";

const Refused = createContext<ReadonlySet<RouteKey>>(new Set());

/** Tells the pages what the server would refuse whoever looks at them. */
export function AccessProvider({ refused, children }: { refused: readonly RouteKey[]; children: ReactNode }) {
  const set = useMemo(() => new Set(refused), [refused]);
  return <Refused value={set}>{children}</Refused>;
}

/** Whether the server lets whoever looks at the page make this call. What it wouldn't let them do isn't offered. */
export const useMay = (call: RouteKey): boolean => !use(Refused).has(call);

/** The same for calls named later, where there is any. */
export function useMayCheck(): (call: RouteKey | undefined) => boolean {
  const refused = use(Refused);
  return (call) => call === undefined || !refused.has(call);
}

/** What is only there for those who may make this call. */
export const May = ({ call, children }: { call: RouteKey; children: ReactNode }) => (useMay(call) ? children : null);
