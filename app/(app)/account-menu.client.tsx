"use client";
import { Check, CircleUserRound, Ellipsis, Keyboard, LogOut, Settings, ShieldCheck, SunMoon } from "lucide-react";
import Link from "next/link";
import { DropdownMenu } from "radix-ui";
import { useEffect } from "react";
import { toast } from "sonner";
import { runCommand } from "#app/_keys/keymap.ts";
import { chooseAccount, followAccountChoice } from "#app/_queries/accounts.ts";
import { signOut } from "#app/_queries/http.ts";
import { Button } from "#app/_ui/button.tsx";
import { Kbd } from "#app/_ui/kbd.tsx";
import { useThemeSwitch } from "#app/_ui/theme-toggle.client.tsx";
import type { Access } from "#lib/accounts/authorise.ts";
import type { OwnAccount } from "#lib/accounts/members/list-members.ts";

/** Accounts the menu itself lists; more are on their page. */
const mostShown = 8;
const itemClasses =
  "flex cursor-pointer items-center gap-2 rounded-lg px-2.5 py-2 outline-none data-highlighted:bg-raised";

/** Who is signed in, for which account, and the way out. */
export function AccountMenu(props: {
  /** Null: who operates the installation and belongs to no account. */
  access: Pick<Access, "accountName" | "accountSlug" | "role"> | null;
  email: string;
  isAdmin: boolean;
  accounts: OwnAccount[];
}) {
  const { access } = props;
  const switchTheme = useThemeSwitch();
  useEffect(() => followAccountChoice(() => location.assign("/streams")), []);
  const change = (slug: string) => chooseAccount(slug).catch((error: Error) => toast.error(error.message));
  const leave = async () => {
    const failure = await signOut();
    if (failure) toast.error("You are still signed in", { description: failure });
  };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button look="quiet" size="icon" aria-label="Account">
          <CircleUserRound aria-hidden className="size-5" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-40 min-w-56 rounded-xl border border-line bg-surface p-1.5 shadow-xl"
        >
          <div className="px-2.5 py-2">
            <p className="font-medium">{access?.accountName ?? "No account"}</p>
            <p className="text-sm text-muted">
              {props.email}
              {access ? ` · ${access.role}` : ""}
            </p>
          </div>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          {props.accounts.length > 1 ? (
            <>
              <DropdownMenu.RadioGroup aria-label="Account" value={access?.accountSlug} onValueChange={change}>
                {props.accounts.slice(0, mostShown).map(({ slug, name }) => (
                  <DropdownMenu.RadioItem key={slug} value={slug} className={itemClasses}>
                    <Check aria-hidden className={`size-4 ${slug === access?.accountSlug ? "" : "invisible"}`} />
                    <span className="max-w-56 truncate">{name}</span>
                  </DropdownMenu.RadioItem>
                ))}
              </DropdownMenu.RadioGroup>
              {props.accounts.length > mostShown ? (
                <DropdownMenu.Item asChild className={itemClasses}>
                  <Link href="/accounts">
                    <Ellipsis aria-hidden className="size-4" /> All accounts
                  </Link>
                </DropdownMenu.Item>
              ) : null}
              <DropdownMenu.Separator className="my-1 h-px bg-line" />
            </>
          ) : null}
          <DropdownMenu.Item asChild className={itemClasses}>
            <Link href={access ? "/settings/detection" : "/accounts"}>
              <Settings aria-hidden className="size-4" /> {access ? "Settings" : "Accounts"}
            </Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item onSelect={() => runCommand("help.open")} className={itemClasses}>
            <Keyboard aria-hidden className="size-4" /> Keys
            <span className="ml-auto pl-4">
              <Kbd chord="?" />
            </span>
          </DropdownMenu.Item>
          {props.isAdmin ? (
            <DropdownMenu.Item asChild className={itemClasses}>
              <Link href="/admin">
                <ShieldCheck aria-hidden className="size-4" /> Admin
              </Link>
            </DropdownMenu.Item>
          ) : null}
          <DropdownMenu.Item onSelect={switchTheme} className={`${itemClasses} sm:hidden`}>
            <SunMoon aria-hidden className="size-4" /> Dark or light
          </DropdownMenu.Item>
          <DropdownMenu.Item onSelect={leave} className={itemClasses}>
            <LogOut aria-hidden className="size-4" /> Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
