import { ButtonLink } from "./button.tsx";

/** What stands at an address that names nothing, or nothing the reader may know of. */
export function NothingHere() {
  return (
    <div className="mx-auto grid min-h-[60dvh] max-w-md content-center justify-items-center gap-3 px-6 text-center">
      <h1 className="text-2xl font-semibold">There is nothing at this address</h1>
      <p className="text-muted">The link may be old, or what it led to was removed.</p>
      <ButtonLink href="/streams">All streams</ButtonLink>
    </div>
  );
}
