import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { Parameter } from "#app/_server/openapi/build-document.ts";
import type { NamedOperation } from "./page.tsx";
import { shapeText } from "./shape-text.ts";

const methodTones: Record<string, string> = {
  GET: "bg-good-soft text-good",
  POST: "bg-accent-soft text-accent",
  DELETE: "bg-bad-soft text-bad",
};

/** One thing the API does: closed, its address; open, what it takes and answers. */
export function OperationView({ method, path, operation }: NamedOperation) {
  const { summary, description, parameters, requestBody, responses } = operation;
  const named = parameters.filter((one): one is Parameter => "name" in one);
  const takesKey = parameters.some((one) => "$ref" in one);
  const [sent] = Object.entries(requestBody?.content ?? {});
  const answer = responses["200"];
  const [received] = Object.entries(answer && "content" in answer ? (answer.content ?? {}) : {});
  return (
    <details className="group">
      <summary className="flex min-h-12 cursor-pointer list-none flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 -outline-offset-2 hover:bg-raised [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 shrink-0 text-muted group-open:rotate-90" />
        <span
          className={`rounded-md px-2 py-0.5 text-xs font-semibold ${methodTones[method] ?? "bg-raised text-muted"}`}
        >
          {method}
        </span>
        <code className="min-w-0 text-sm break-all">{path}</code>
        <span className="text-sm text-muted max-sm:w-full max-sm:pl-7">{summary}</span>
      </summary>
      <div className="grid gap-4 border-t border-line px-4 py-4 sm:pl-11">
        <p className="text-sm text-muted">
          {description.replaceAll("`", "")}
          {takesKey ? " Takes an Idempotency-Key." : ""}
        </p>
        {named.length > 0 ? (
          <Part title="Parameters">
            <ul className="grid gap-1.5 text-sm">
              {named.map(({ name, in: place, required, schema, example }) => (
                <li key={`${place} ${name}`} className="flex flex-wrap gap-x-2">
                  <code className="font-medium">{name}</code>
                  <span className="text-muted">
                    {shapeText(schema)} in the {place}
                    {required ? "" : ", optional"}
                    {example === undefined ? "" : `, e.g. ${String(example)}`}
                  </span>
                </li>
              ))}
            </ul>
          </Part>
        ) : null}
        {sent ? (
          <Part title={`Body, ${sent[0]}`}>
            <Code text={shapeText(sent[1].schema)} />
            {sent[1].example === undefined ? null : <Code text={JSON.stringify(sent[1].example, null, 2)} />}
          </Part>
        ) : null}
        {received ? (
          <Part title={`Answer, ${received[0]}`}>
            {received[0] === "application/json" ? <Code text={shapeText(received[1].schema)} /> : null}
          </Part>
        ) : null}
      </div>
    </details>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0">
      <h3 className="mb-1.5 text-sm font-medium">{title}</h3>
      {children}
    </section>
  );
}

function Code({ text }: { text: string }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="mt-2 overflow-x-auto rounded-lg bg-raised p-3 text-xs leading-relaxed first:mt-0"
    >
      {text}
    </pre>
  );
}
