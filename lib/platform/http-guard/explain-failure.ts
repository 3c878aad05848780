import { AppError } from "#lib/errors.ts";

const certificateCodes = /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL_)/;

/** What a failed request means to whoever gave the address. Causes stay for the log; they name our own network. */
export function explainFailure(error: unknown, state: { isCancelled: boolean; timer: AbortSignal }): unknown {
  if (state.isCancelled) return new AppError("cancelled", "The fetching was stopped.", { cause: error });
  if (state.timer.aborted) return state.timer.reason;
  if (error instanceof AppError) return error;
  const code = String((error as NodeJS.ErrnoException).code ?? "");
  if (certificateCodes.test(code)) {
    return new AppError(
      "address_refused",
      "The server's certificate can't be trusted, or it speaks no TLS there. Use an address whose https works in a browser.",
      { cause: error },
    );
  }
  if (code.startsWith("HPE_")) {
    return new AppError("fetch_failed", "The server answers with something that is no HTTP. Check the address.", {
      cause: error,
    });
  }
  return new AppError("fetch_failed", "The server can't be reached, or broke the connection. Try again later.", {
    cause: error,
  });
}
