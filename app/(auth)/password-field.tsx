import { TextField } from "#app/_ui/field.tsx";

/** A password to be chosen. */
export function NewPasswordField({ label, error }: { label: string; error?: string | null }) {
  return (
    <TextField
      id="password"
      name="password"
      label={label}
      type="password"
      autoComplete="new-password"
      minLength={8}
      maxLength={128}
      required
      hint="8 characters or more; a sentence is easiest to keep."
      error={error}
    />
  );
}
