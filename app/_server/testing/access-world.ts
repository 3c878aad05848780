import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { members } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import { alerts, jobProgress } from "#drizzle/schema/operations.ts";
import { seedLlmSettings } from "#drizzle/seed/llm-settings.ts";
import { createApiKey } from "#lib/accounts/api-keys/create-api-key.ts";
import { findSession } from "#lib/accounts/auth.ts";
import { inviteMember } from "#lib/accounts/invitations/invite-member.ts";
import { cutClips } from "#lib/clips/cut-clips.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import { makeChat, writeChat } from "#lib/highlights/testing.ts";
import { raiseAlert } from "#lib/platform/raise-alert.ts";
import { importRecording } from "#lib/signals/import-recording.ts";
import { importSignals } from "#lib/signals/import-signals.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { receiveUpload } from "#lib/vods/receive-upload.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { createManualHighlight } from "#workers/testing/manual-highlight.ts";
import { stopLive } from "../live.ts";
import type { ExampleId } from "../openapi/examples.ts";
import { startTestWeb } from "./web-test.ts";

export type Person = "anonymous" | "viewer" | "editor" | "owner" | "stranger" | "admin";

/** An account with one of everything in it, real bytes included, and people of every standing towards it. */
export async function makeAccessWorld() {
  const web = await startTestWeb({ ALLOW_SIGN_UP: "true" });
  const { ctx } = web;
  await seedLlmSettings(ctx);
  const owner = await web.signUp("owner");
  const { accountId } = owner;
  const join = async (name: string, role: "viewer" | "editor") => {
    const person = await web.signUp(name);
    await ctx.db.delete(members).where(eq(members.userId, person.userId));
    await ctx.db.insert(members).values({ accountId, userId: person.userId, role });
    return person.cookie;
  };
  const admin = await web.signUp("admin");
  await ctx.db.update(authUsers).set({ isAdmin: true }).where(eq(authUsers.id, admin.userId));
  const cookies: Record<Person, string | undefined> = {
    anonymous: undefined,
    viewer: await join("viewer", "viewer"),
    editor: await join("editor", "editor"),
    owner: owner.cookie,
    stranger: (await web.signUp("stranger")).cookie,
    admin: admin.cookie,
  };

  const report = () => {};
  const video = await makeTestMedia(ctx, path.join(web.dataDir, "Mine.mp4"), { seconds: 8 });
  const chat = writeChat(web.dataDir, makeChat(8, [{ atSeconds: 3, texts: ["wow"] }]));
  const imported = await importRecording(ctx, {
    accountId,
    title: "Friday, of the owner alone",
    video: { filePath: video, fileName: "Mine.mp4", take: "link" },
    signals: [{ kind: "chat", filePath: chat, fileName: "chat.txt", take: "link" }],
  });
  if (!imported.ok) throw new Error(imported.message);
  const { vodId, streamId } = imported;
  const signalImportId = imported.signalImportIds[0]!;
  const processed = await processVod(ctx, { accountId, vodId, report });
  if (!processed.ok) throw new Error(processed.message);
  await importSignals(ctx, { accountId, signalImportId, report });
  const highlightId = await createManualHighlight(ctx, { accountId, vodId, startSeconds: 2, endSeconds: 5 });
  const otherHighlightId = await createManualHighlight(ctx, { accountId, vodId, startSeconds: 4, endSeconds: 7 });
  await requestCuts(ctx, { accountId, vodId, highlightIds: [highlightId], actorUserId: null });
  await cutClips(ctx, { accountId, vodId, report });
  await raiseAlert(ctx, { cause: "test", severity: "info", text: "Something to look after" });
  const { rows } = await ctx.db.execute<{ vod_id: string }>(sql`select vod_id from clips`);

  /** A fresh upload of the account: a recording takes it away. */
  const upload = async (fileName: string, body: Uint8Array) => {
    const stream = new Blob([new Uint8Array(body)]).stream();
    const made = await receiveUpload(ctx, { accountId, fileName, body: stream, declaredBytes: body.length });
    return made.uploadId;
  };
  let uploadCount = 0;
  const another = async () => {
    uploadCount += 1;
    // Another recording each time: the same one twice is a duplicate.
    const file = path.join(web.dataDir, `upload-${uploadCount}.mp4`);
    writeFileSync(
      file,
      Buffer.concat([readFileSync(video), Buffer.from([0, 0, 0, 9, ...Buffer.from("free"), uploadCount])]),
    );
    return upload(`upload-${uploadCount}.mp4`, readFileSync(file));
  };
  let count = 0;
  /** Somebody who may be taken out of the account. */
  const anotherMember = async () => {
    const { userId } = await web.signUp(`member-${++count}`);
    await ctx.db.insert(members).values({ accountId, userId, role: "viewer" });
    return userId;
  };
  const invite = async () => {
    const invitedBy = { id: owner.userId, name: "Owner" };
    const email = `invited-${++count}@example.com`;
    const made = await inviteMember(ctx, { accountId, accountName: "owner", email, role: "viewer", invitedBy });
    if (!made.ok) throw new Error(made.message);
    return { invitation: made.id, invitationToken: made.link!.split("#")[1]! };
  };
  const anotherKey = async () => {
    const of = { accountId, userId: owner.userId, isAdmin: false };
    const made = await createApiKey(ctx, { ...of, name: "A key", scopes: ["read"], expiresInDays: null });
    if (!made.ok) throw new Error(made.message);
    return made.id;
  };
  const anotherSession = async () => {
    const headers = new Headers({ cookie: await web.signIn("owner") });
    return (await findSession(web.auth, headers))!.sessionId;
  };
  /** The real id that stands for one of the examples'. */
  const idOf = async (kind: ExampleId): Promise<string> => {
    if (kind === "upload") return another();
    if (kind === "chatUpload") return upload("chat.txt", Buffer.from(`[0:00:01] <a> hello ${uploadCount++}\n`));
    if (kind === "member") return anotherMember();
    if (kind === "session") return anotherSession();
    if (kind === "apiKey") return anotherKey();
    if (kind === "otherHighlight") return otherHighlightId;
    if (kind === "job") return (await ctx.db.select({ id: jobProgress.id }).from(jobProgress))[0]!.id;
    if (kind === "alert") return (await ctx.db.select({ id: alerts.id }).from(alerts))[0]!.id;
    if (kind === "invitation" || kind === "invitationToken") return (await invite())[kind];
    const ids = { stream: streamId, vod: vodId, highlight: highlightId, clip: rows[0]!.vod_id, account: accountId };
    return { ...ids, signal: signalImportId, accountSlug: "owner" }[kind];
  };

  /** A fingerprint of everything in the database but what reading alone touches. */
  const fingerprint = async (): Promise<string> => {
    const { rows: tables } = await ctx.db.execute<{ name: string }>(sql`
      select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'auth_sessions' order by 1`);
    const sums = [];
    for (const { name } of tables) {
      const { rows: found } = await ctx.db.execute<{ sum: string | null }>(
        sql.raw(`select md5(string_agg(t::text, ',' order by t::text)) as sum from "${name}" t`),
      );
      sums.push(`${name} ${found[0]!.sum}`);
    }
    return sums.join("\n");
  };
  const stop = async () => {
    await stopLive();
    await web.stop();
  };
  return { ...web, stop, cookies, idOf, fingerprint };
}

export type AccessWorld = Awaited<ReturnType<typeof makeAccessWorld>>;
