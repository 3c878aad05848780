"use client";
import { useServerInsertedHTML } from "next/navigation";
import { useRef } from "react";
import { useNonce } from "#app/_ui/nonce.client.tsx";
import type { StartRead } from "#lib/vods/plan-start.ts";
import { beginReads } from "./early-reads.ts";

/** Has the browser begin the player's first reads as soon as the page's first bytes are there, before any of its code. */
export function EarlyReads({ reads }: { reads: StartRead[] }) {
  const nonce = useNonce();
  const isInserted = useRef(false);
  useServerInsertedHTML(() => {
    if (isInserted.current || reads.length === 0) return null;
    isInserted.current = true;
    // In a script, `<` could end it.
    const script = `(${beginReads})(${JSON.stringify(reads).replaceAll("<", "\\u003c")})`;
    // biome-ignore lint/security/noDangerouslySetInnerHtml: our own function and addresses
    return <script nonce={nonce} dangerouslySetInnerHTML={{ __html: script }} />;
  });
  return null;
}
