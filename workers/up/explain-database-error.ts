import { AppError } from "#lib/errors.ts";

const reasons: Record<string, string> = {
  ECONNREFUSED: "nothing answers there",
  ETIMEDOUT: "it does not answer",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host name can't be looked up",
  ECONNRESET: "it closed the connection",
  "28P01": "it refuses the user or password",
  "28000": "it refuses the user",
  "3D000": "it has no such database",
  "42501": "the user may not make tables there",
  "57P03": "it is still starting",
};

/** A failed connection or migration as a sentence with the next step; the password of the URL stays out. */
export function explainDatabaseError(error: unknown, databaseUrl: string): AppError {
  if (error instanceof AppError) return error;
  const facts = error as { code?: string; message?: string; cause?: { code?: string } };
  const code = facts?.code ?? facts?.cause?.code;
  const url = new URL(databaseUrl);
  const where = `${url.hostname}:${url.port || 5432}${url.pathname}`;
  const reason =
    reasons[code ?? ""] ??
    (/timeout/i.test(facts?.message ?? "") ? "it does not answer" : `error ${code ?? "unknown"}`);
  return new AppError(
    "database_unavailable",
    `The database ${where} can't be used: ${reason}. Check DATABASE_URL, or leave it unset to use the embedded Postgres.`,
    { cause: error },
  );
}
