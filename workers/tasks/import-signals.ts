import { authoriseJob } from "#lib/accounts/authorise.ts";
import { requestDetectionWhenComplete } from "#lib/highlights/request-detection.ts";
import { failSignalImport, importSignals } from "#lib/signals/import-signals.ts";
import { defineTask } from "#workers/define-task.ts";

/** Reads a chat, events or transcript file in; detection follows once the stream's video and other signals are, too. */
export const importSignalsTask = defineTask("import_signals", {
  run: async (ctx, payload, report) => {
    const accountId = authoriseJob(payload);
    const onDone = (tx: Parameters<typeof requestDetectionWhenComplete>[0], { streamId }: { streamId: string }) =>
      requestDetectionWhenComplete(tx, { accountId, streamId, now: ctx.now() });
    const result = await importSignals(ctx, { accountId, signalImportId: payload.signalImportId, report, onDone });
    return result.ok ? { ok: true } : result;
  },
  giveUp: (ctx, payload, { code, message }) => {
    const accountId = authoriseJob(payload);
    return failSignalImport(ctx, {
      accountId,
      signalImportId: payload.signalImportId,
      code,
      message,
      onDone: (tx, { streamId }) => requestDetectionWhenComplete(tx, { accountId, streamId, now: ctx.now() }),
    });
  },
});
