"use client";
import { MoonStar, Sun } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "./button.tsx";

/** How to switch between the dark and the light theme; kept in a cookie so that the next page comes in it. */
export function useThemeSwitch(): () => void {
  const router = useRouter();
  return () => {
    const next = document.documentElement.dataset.theme === "light" ? "dark" : "light";
    document.documentElement.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support
    document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
  };
}

/** The button that switches the theme. */
export function ThemeToggle() {
  const toggle = useThemeSwitch();
  return (
    <Button look="quiet" size="icon" onClick={toggle} aria-label="Switch between dark and light">
      <Sun aria-hidden className="size-4.5 light:hidden" />
      <MoonStar aria-hidden className="hidden size-4.5 light:block" />
    </Button>
  );
}
