import { Upload } from "lucide-react";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { AccessProvider, May } from "#app/_access/may.client.tsx";
import { Keyboard } from "#app/_keys/keyboard.client.tsx";
import { Live } from "#app/_live/live.client.tsx";
import { listRefused } from "#app/_server/list-refused.ts";
import { findAccess, findViewer } from "#app/_server/session.ts";
import { getWeb } from "#app/_server/web.ts";
import { Brand } from "#app/_ui/brand.tsx";
import { ButtonLink } from "#app/_ui/button.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { ThemeToggle } from "#app/_ui/theme-toggle.client.tsx";
import { listOwnAccounts } from "#lib/accounts/members/list-members.ts";
import { getKeyOverrides } from "#lib/accounts/user-settings.ts";
import { AccountMenu } from "./account-menu.client.tsx";
import { Bell } from "./bell.client.tsx";
import { JobIndicator } from "./job-indicator.client.tsx";
import { MainNav } from "./main-nav.client.tsx";
import { PaletteButton } from "./palette-button.client.tsx";

export default async function AppLayout({ children }: { children: ReactNode }) {
  // Who operates the installation may belong to no account; every page that is about one asks for it itself.
  const [user, access] = await Promise.all([findViewer(), findAccess()]);
  if (!user) redirect("/sign-in");
  if (!access && !user.isAdmin) redirect("/accounts");
  const { ctx } = getWeb();
  const [keys, accounts] = await Promise.all([
    getKeyOverrides(ctx, { userId: user.id }),
    listOwnAccounts(ctx, { userId: user.id }),
  ]);
  return (
    <AccessProvider refused={listRefused(access?.role ?? "viewer")}>
      <Keyboard overrides={keys} isAdmin={user.isAdmin} />
      <a
        href="#main"
        className="sr-only rounded bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-30 border-b border-line bg-canvas">
        <div className="mx-auto flex h-14 max-w-7xl items-center gap-1 px-4 sm:gap-4 sm:px-6">
          <PageLink
            href={access ? "/streams" : "/admin"}
            aria-label={access ? "VOD Manager, all streams" : "VOD Manager, the installation"}
            className="flex rounded"
          >
            <Brand small />
          </PageLink>
          {access ? <MainNav /> : null}
          <div className="ml-auto flex items-center gap-0.5 sm:gap-2">
            {access ? (
              <>
                <May call="POST /api/v1/recordings">
                  <ButtonLink href="/import" look="primary" size="small" className="max-sm:hidden">
                    <Upload aria-hidden className="size-4" /> Import
                  </ButtonLink>
                </May>
                <PaletteButton />
                <JobIndicator />
                <Bell />
              </>
            ) : null}
            <span className="contents max-sm:hidden">
              <ThemeToggle />
            </span>
            <AccountMenu accounts={accounts} access={access} email={user.email} isAdmin={user.isAdmin} />
          </div>
        </div>
        {access ? <Live /> : null}
      </header>
      <main id="main" className="mx-auto max-w-7xl px-4 pt-6 pb-[calc(var(--bottom-bar)+1.5rem)] sm:px-6 sm:py-8">
        {children}
      </main>
    </AccessProvider>
  );
}
