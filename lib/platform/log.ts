import { type DestinationStream, type Logger, pino } from "pino";
import { redact } from "./redact.ts";
import { redactFields } from "./redact-fields.ts";
import { findRequestId } from "./trace.ts";

export type Log = Logger;

/**
 * A JSON logger on stderr. Lines carry the id of the request they belong to. Secrets are taken out by field name, by
 * their look and, those of this installation (`secrets`), wherever they stand.
 */
export function createLog(options: {
  level: string;
  name: string;
  secrets?: readonly string[];
  /** In place of stderr. */
  to?: DestinationStream;
}): Log {
  const known = options.secrets ?? [];
  const clean = (value: unknown) => (typeof value === "string" ? redact(value, known) : redactFields(value, known));
  const log = pino(
    {
      name: options.name,
      level: options.level,
      mixin: () => {
        const requestId = findRequestId();
        return requestId === undefined ? {} : { requestId };
      },
      // Errors come here as plain fields already.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args as unknown[];
          const named = first instanceof Error ? [{ err: first }, ...(rest.length > 0 ? rest : [first.message])] : args;
          method.apply(this, (named as unknown[]).map(clean) as Parameters<typeof method>);
        },
      },
    },
    options.to ?? pino.destination({ fd: 2, sync: true }),
  );
  // Children inherit it; what they are given goes past the hook above.
  const { child } = log;
  log.child = function (this: Log, bindings: object, options?: object) {
    return child.call(this, redactFields(bindings, known) as object, options);
  } as Log["child"];
  return log;
}
