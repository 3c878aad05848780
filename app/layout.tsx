import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { NonceProvider } from "./_ui/nonce.client.tsx";
import { Providers } from "./_ui/providers.client.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "VOD Manager", template: "%s · VOD Manager" },
  description: "Finds the moments of a stream worth keeping, and cuts them to the frame.",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, viewportFit: "cover" };

/**
 * Runs before every other script: style sheets that a dialog adds get the page's nonce, and zod doesn't try whether it may
 * turn text into code. The page's policy forbids both otherwise, and says so in the console.
 */
const beforeScripts =
  "globalThis.__webpack_nonce__=document.currentScript.nonce;globalThis.__zod_globalConfig={jitless:true}";

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get("theme")?.value === "light" ? "light" : "dark";
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" data-theme={theme}>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: beforeScripts }} />
      </head>
      <body>
        <NonceProvider nonce={nonce}>
          <Providers theme={theme}>{children}</Providers>
        </NonceProvider>
      </body>
    </html>
  );
}
