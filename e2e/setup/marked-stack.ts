import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { seedLlmSettings } from "#drizzle/seed/llm-settings.ts";
import { seedPlans } from "#drizzle/seed/plans.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { atTheMachine } from "#lib/accounts/note-action.ts";
import { loadConfig } from "#lib/config.ts";
import { createContext } from "#lib/context.ts";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { findFreePort } from "#lib/platform/embedded-postgres/start.ts";
import { setPrice } from "#lib/refine/prices.ts";
import { startFakeModelServer } from "#lib/refine/testing/fake-model-server.ts";
import { startS3ShapedStore } from "../../bench/s3-shaped-store.ts";
import { startPrograms } from "./programs.ts";

/** A secret that nothing else looks like; the test greps for what they have in common. */
export const mark = "MARKED7f3a";
const secret = (name: string) => `${mark}-${name}-0123456789abcdef`;

export const marked = {
  user: { email: "marked@example.com", password: secret("password"), name: "Marked", accountSlug: "marked" },
  newcomer: secret("newcomer-password"),
  wrongPassword: secret("wrong-password"),
  database: secret("database"),
  auth: secret("auth-secret"),
  s3KeyId: secret("s3-key-id"),
  s3Secret: secret("s3-secret"),
  llm: secret("llm-key"),
  mail: secret("mail"),
  url: secret("url-signature"),
  metrics: secret("metrics-token"),
  webhook: secret("webhook"),
};

/** Stands before a server and, while it fails, answers with everything the request held: headers, address, body. */
async function openHostileProxy(target: string) {
  const state = { isFailing: false, failures: 0 };
  const server = http.createServer((request, response) => {
    if (!state.isFailing) {
      const onward = http.request(
        new URL(request.url ?? "/", target),
        { method: request.method, headers: request.headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on("error", () => response.destroy());
      return void request.pipe(onward);
    }
    state.failures += 1;
    request.resume();
    const told = `${request.url} ${JSON.stringify(request.headers)}`.replaceAll("<", "");
    response.writeHead(403, { "content-type": "application/xml" });
    response.end(`<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>${told}</Message></Error>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, state, close };
}

/**
 * A mail server that refuses everything and repeats what it was told: every sign-in, and, when it takes those, every
 * e-mail. `told` are the texts of the e-mails.
 */
async function openRefusingMailServer() {
  const state = { takesSignIn: false, refusals: 0, told: [] as string[] };
  const server = net.createServer((socket) => {
    let mail: string | null = null;
    const say = (line: string) => void socket.write(`${line}\r\n`);
    const refuse = (line: string) => {
      state.refusals += 1;
      say(line);
    };
    const command = (line: string) => {
      if (/^EHLO/i.test(line)) say("250-mail.test\r\n250 AUTH PLAIN");
      else if (/^AUTH/i.test(line) && state.takesSignIn) say("235 2.7.0 ok");
      else if (/^AUTH/i.test(line)) {
        const given = Buffer.from(line.split(" ").at(-1) ?? "", "base64").toString("utf8");
        refuse(`535 5.7.8 not accepted: password=${given.replaceAll("\0", " ")}`);
      } else if (/^DATA/i.test(line)) {
        mail = "";
        say("354 go on");
      } else say("250 ok");
    };
    socket.on("error", () => {});
    say("220 mail.test");
    socket.on("data", (data) => {
      if (mail === null) return command(data.toString("utf8").trim());
      mail += data.toString("utf8");
      if (!mail.endsWith("\r\n.\r\n")) return;
      // Quoted-printable, undone: a link is in one piece then.
      const text = mail.replace(/=\r\n/g, "").replaceAll("=3D", "=");
      mail = null;
      state.told.push(text);
      refuse(`550 5.7.1 not accepted: ${text.replace(/\s+/g, " ")}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, state, close: () => server.close() };
}

/**
 * Web and worker of their own on a database of their own, every secret of whose settings is marked, with a store, a
 * model and a mail server that can be made to fail while they repeat the secrets. The stack of the other tests has the
 * Postgres and the built web.
 */
export async function startMarkedStack() {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-marked-"));
  const adminUrl = process.env.DATABASE_URL!;
  const name = `marked_${Date.now()}`;
  const admin = new pg.Client(adminUrl);
  await admin.connect();
  await admin.query(`create role ${name} login superuser password '${marked.database}'`);
  await admin.query(`create database ${name} owner ${name}`);
  const databaseUrl = new URL(adminUrl);
  Object.assign(databaseUrl, { username: name, password: marked.database, pathname: `/${name}` });

  const objects = await startS3ShapedStore({ dir: path.join(dataDir, "s3"), latencyMs: 0, bytesPerSecond: 1e9 });
  const store = await openHostileProxy(objects.endpoint);
  const model = await startFakeModelServer();
  const mail = await openRefusingMailServer();
  const port = await findFreePort();
  const settings = {
    VODMANAGER_DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl.href,
    HOST: "127.0.0.1",
    PORT: String(port),
    APP_URL: `http://127.0.0.1:${port}`,
    AUTH_SECRET: marked.auth,
    S3_ENDPOINT: store.url,
    S3_BUCKET: objects.bucket,
    S3_ACCESS_KEY_ID: marked.s3KeyId,
    S3_SECRET_ACCESS_KEY: marked.s3Secret,
    S3_PLAYBACK: "presigned",
    LLM_BACKEND: "openai-compatible",
    LLM_MODEL: "marked-model",
    LLM_BASE_URL: model.openAiUrl,
    LLM_API_KEY: marked.llm,
    SMTP_URL: `smtp://someone:${marked.mail}@127.0.0.1:${mail.port}`,
    MAIL_FROM: "vods@example.com",
    ALLOW_SIGN_UP: "true",
    FETCH_PRIVATE_HOSTS: "127.0.0.1",
    METRICS_TOKEN: marked.metrics,
    ALERT_WEBHOOK_URL: `${store.url}/hooks/${marked.webhook}`,
    // As much as can come out.
    LOG_LEVEL: "trace",
  };
  const env = { ...process.env, ...settings, NODE_ENV: "production" as const };
  await migrateDatabase(databaseUrl.href);
  const ctx = createContext({ config: loadConfig({ ...env, LOG_LEVEL: "silent" }), name: "marked" });
  await seedPlans(ctx);
  await seedLlmSettings(ctx);
  await setPrice(ctx, {
    backend: "openai-compatible",
    model: "marked-model",
    inputUsdPerMillion: 0,
    audioUsdPerMillion: null,
    outputUsdPerMillion: 0,
    operator: atTheMachine,
  });
  const ownerUserId = await createUser(ctx, { ...marked.user, isAdmin: true });
  await createAccount(ctx, { slug: marked.user.accountSlug, name: "Marked", planId: "studio", ownerUserId });

  const programs = await startPrograms({ dataDir, port, env });
  return {
    ctx,
    admin,
    origin: settings.APP_URL,
    databaseName: name,
    store: store.state,
    storeRequests: objects.counts,
    model,
    mail: mail.state,
    output: programs.output,
    stop: async () => {
      await programs.stop();
      await ctx.close();
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.query(`drop role if exists ${name}`);
      await admin.end();
      await Promise.all([model.close(), objects.close()]);
      store.close();
      mail.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type MarkedStack = Awaited<ReturnType<typeof startMarkedStack>>;
