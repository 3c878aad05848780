import type { Metadata } from "next";
import { connection } from "next/server";
import type { Operation } from "#app/_server/openapi/build-document.ts";
import { readApiDocument } from "#app/_server/openapi/read-document.ts";
import { Brand } from "#app/_ui/brand.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { OperationView } from "./operation-view.tsx";
import { shapeText } from "./shape-text.ts";

export const metadata: Metadata = { title: "API" };

export type NamedOperation = { method: string; path: string; operation: Operation };

export default async function ApiPage() {
  // The page's scripts need the nonce of this very request.
  await connection();
  const { info, tags, paths, components } = await readApiDocument();
  const all: NamedOperation[] = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const groups = tags.map(({ name }) => ({ name, entries: all.filter(({ operation }) => operation.tags[0] === name) }));
  return (
    <div className="mx-auto max-w-6xl px-4 py-6 sm:px-6 sm:py-8 lg:grid lg:grid-cols-[11rem_1fr] lg:gap-10">
      <nav aria-label="Parts of the API" className="hidden lg:sticky lg:top-8 lg:block lg:self-start">
        <PageLink href="/streams" aria-label="VOD Manager, all streams" className="flex rounded">
          <Brand />
        </PageLink>
        <ul className="mt-6 grid gap-0.5 text-sm">
          {[...groups.map(({ name }) => name), "Shapes"].map((name) => (
            <li key={name}>
              <a href={`#${name}`} className="block rounded-lg px-2.5 py-1.5 text-muted hover:bg-raised hover:text-ink">
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main className="min-w-0">
        <div className="mb-6 lg:hidden">
          <PageLink href="/streams" aria-label="VOD Manager, all streams" className="flex rounded">
            <Brand />
          </PageLink>
        </div>
        <h1 className="text-2xl font-semibold tracking-tight">The API</h1>
        {info.description.split("\n\n").map((paragraph) => (
          <p key={paragraph} className="mt-3 max-w-2xl text-muted">
            <WithCode text={paragraph} />
          </p>
        ))}
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="mt-4 max-w-2xl overflow-x-auto rounded-xl border border-line bg-surface p-4 text-xs"
        >
          {'curl -H "Authorization: Bearer $VODMANAGER_API_KEY" https://your.vod.manager/api/v1/streams'}
        </pre>
        <p className="mt-3 max-w-2xl text-muted">
          Tools read the same from{" "}
          <a href="/api/v1/openapi.json" className="font-medium text-accent hover:underline">
            /api/v1/openapi.json
          </a>{" "}
          (OpenAPI 3.1).
        </p>
        {groups.map(({ name, entries }) => (
          <section key={name} id={name} aria-label={name} className="mt-10 scroll-mt-6">
            <h2 className="mb-3 text-lg font-semibold">{name}</h2>
            <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
              {entries.map((entry) => (
                <li key={entry.operation.operationId}>
                  <OperationView {...entry} />
                </li>
              ))}
            </ul>
          </section>
        ))}
        <section id="Shapes" aria-label="Shapes" className="mt-10 scroll-mt-6">
          <h2 className="mb-3 text-lg font-semibold">Shapes</h2>
          <div className="grid gap-4">
            {Object.entries(components.schemas ?? {}).map(([name, schema]) => (
              <div key={name} className="min-w-0">
                <h3 className="mb-1.5 text-sm font-medium">{name}</h3>
                <pre
                  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
                  tabIndex={0}
                  className="overflow-x-auto rounded-xl border border-line bg-surface p-4 text-xs leading-relaxed"
                >
                  {shapeText(schema)}
                </pre>
              </div>
            ))}
          </div>
        </section>
      </main>
    </div>
  );
}

/** A text whose parts between backticks are code. */
function WithCode({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the text is constant
      <code key={index} className="rounded bg-raised px-1.5 py-0.5 text-[0.85em] text-ink">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
