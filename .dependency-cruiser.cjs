const stages = ["accounts", "vods", "signals", "highlights", "refine", "clips", "notify", "operations"];
const tests = "\\.(test|spec)\\.tsx?$|/testing(/|\\.ts$)";
const pureFiles = "(^|/)(model|schema)\\.ts$|^lib/(time|errors|ids)\\.ts$";

/** A stage imports itself, earlier stages, the platform and the files directly below `lib`. */
const stageRules = stages.map((stage, at) => ({
  name: `stage-${stage}-imports-earlier-only`,
  comment: `lib/${stage} may import lib/platform, files directly below lib, and the stages before it. Move what both need to the earlier stage.`,
  severity: "error",
  from: { path: `^lib/${stage}/` },
  to: { path: `^lib/(${stages.slice(at + 1).join("|") || "none"})/` },
}));

module.exports = {
  forbidden: [
    ...stageRules,
    {
      name: "lib-imports-no-program",
      comment: "lib is used by app and workers; it imports neither.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(app|workers|e2e)/" },
    },
    {
      name: "platform-knows-no-domain",
      comment: "lib/platform may import packages, the files directly below lib and the schema; never a stage.",
      severity: "error",
      from: { path: "^lib/platform/" },
      to: { path: `^lib/(${stages.join("|")})/` },
    },
    {
      name: "root-lib-imports-no-stage",
      comment:
        "Files directly below lib are for everybody; they import lib/platform and the schema only. lib/context.ts puts together what verbs may use, the source cache of lib/vods too.",
      severity: "error",
      from: { path: "^lib/[^/]+\\.ts$", pathNot: "^lib/context\\.ts$" },
      to: { path: `^lib/(${stages.join("|")})/` },
    },
    {
      name: "model-is-pure",
      comment:
        "model.ts holds pure shapes and arithmetic: it imports other models, schemas, time, errors, ids and zod.",
      severity: "error",
      from: { path: "(^|/)model\\.ts$" },
      to: { pathNot: `${pureFiles}|node_modules/zod/`, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "app-imports-no-worker",
      comment: "app imports verbs, queries and models of lib; work in the background is a job.",
      severity: "error",
      from: { path: "^app/", pathNot: tests },
      to: { path: "^(workers|e2e)/" },
    },
    {
      name: "app-imports-no-table",
      comment: "app reads and writes through lib; put the query into lib/<stage>/queries.ts.",
      severity: "error",
      from: { path: "^app/", pathNot: tests },
      to: { path: "^drizzle/" },
    },
    {
      name: "app-imports-no-ffmpeg",
      comment: "app never runs ffmpeg; a verb of lib does.",
      severity: "error",
      from: { path: "^app/", pathNot: tests },
      to: { path: "^lib/platform/ffmpeg/|node_modules/fluent-ffmpeg/" },
    },
    {
      name: "client-files-are-leaves",
      comment:
        "A .client.tsx file imports client files, app/_ui, app/_queries, server actions, and pure files of lib (model, schema, time). Types of anything are fine.",
      severity: "error",
      from: { path: "\\.client\\.tsx$" },
      to: { path: "^lib/", pathNot: pureFiles, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "workers-import-no-app",
      comment: "workers use lib, never app.",
      severity: "error",
      from: { path: "^workers/" },
      to: { path: "^app/" },
    },
    {
      name: "one-file-imports-fluent-ffmpeg",
      comment: "Only lib/platform/ffmpeg/run-ffmpeg.ts starts ffmpeg through fluent-ffmpeg.",
      severity: "error",
      from: { pathNot: "^lib/platform/ffmpeg/run-ffmpeg\\.ts$" },
      to: { path: "node_modules/fluent-ffmpeg/" },
    },
    {
      name: "no-test-code-in-programs",
      comment: "Only tests import tests and their means.",
      severity: "error",
      from: { path: "^(app|lib|workers|drizzle)/", pathNot: tests },
      to: { path: tests },
    },
    {
      name: "no-circles",
      comment: "Move what both need into a third file.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolvable",
      comment: "The imported file or package does not exist.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(next|server-only|bun:|cloudflare:)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|\\.data|node_modules/\\.cache)/|\\.d\\.ts$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      conditionNames: ["import", "node", "default", "require", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json", ".css"],
      exportsFields: ["exports"],
    },
  },
};
