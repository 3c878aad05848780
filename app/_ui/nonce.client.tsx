"use client";
import { createContext, type ReactNode, use } from "react";

const Nonce = createContext<string | undefined>(undefined);

/** Hands the page's nonce to parts that write a script of ours into it: others don't run. */
export function NonceProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return <Nonce value={nonce}>{children}</Nonce>;
}

export const useNonce = (): string | undefined => use(Nonce);
