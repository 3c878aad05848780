"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { TextField } from "#app/_ui/field.tsx";

const reasons: Record<number, string> = {
  401: "E-mail or password is wrong. Check both and try again.",
  403: "This address isn't allowed for signing in. Open VOD Manager under its own address.",
  429: "Too many tries. Wait a minute, then try again.",
};

async function signIn(email: string, password: string): Promise<string | null> {
  try {
    const response = await fetch("/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    if (response.ok) return null;
    return reasons[response.status] ?? "Signing in failed. Try again in a moment.";
  } catch {
    return "VOD Manager can't be reached. Check that it is running and your connection.";
  }
}

/** Signs in, then goes on to `target`. */
export function SignInForm({ target }: { target: string }) {
  const router = useRouter();
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    setBusy(true);
    const failure = await signIn(String(values.get("email")), String(values.get("password")));
    setError(failure);
    if (failure) return setBusy(false);
    router.replace(target);
    router.refresh();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField id="email" name="email" label="E-mail" type="email" autoComplete="username" required autoFocus />
      <TextField
        id="password"
        name="password"
        label="Password"
        type="password"
        autoComplete="current-password"
        required
        error={error}
      />
      <Button type="submit" look="primary" disabled={isBusy} className="mt-1 w-full">
        {isBusy ? "Signing in …" : "Sign in"}
      </Button>
    </form>
  );
}
