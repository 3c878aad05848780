CREATE TABLE "admin_actions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"actor_user_id" text,
	"action" text NOT NULL,
	"account_id" uuid,
	"subject" text NOT NULL,
	"subject_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job_failures" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"task" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"code" text NOT NULL,
	"message" text NOT NULL,
	"stack" text NOT NULL,
	"is_tried_again" boolean NOT NULL,
	"host_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "paused_tasks" (
	"task" text PRIMARY KEY NOT NULL,
	"paused_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_caches" (
	"host_id" text PRIMARY KEY NOT NULL,
	"host_name" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"max_bytes" bigint NOT NULL,
	"entry_count" integer NOT NULL,
	"store_bytes" bigint DEFAULT 0 NOT NULL,
	"cache_bytes" bigint DEFAULT 0 NOT NULL,
	"counting_since" timestamp with time zone DEFAULT now() NOT NULL,
	"measured_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sweep_asked_at" timestamp with time zone,
	"swept_at" timestamp with time zone,
	"swept_bytes" bigint
);
--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "acknowledged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "acknowledged_by" text;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "resolved_by" text;--> statement-breakpoint
ALTER TABLE "job_progress" ADD COLUMN "cancel_asked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "admin_actions" ADD CONSTRAINT "admin_actions_actor_user_id_auth_users_id_fk" FOREIGN KEY ("actor_user_id") REFERENCES "public"."auth_users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "admin_actions" ADD CONSTRAINT "admin_actions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_failures" ADD CONSTRAINT "job_failures_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paused_tasks" ADD CONSTRAINT "paused_tasks_paused_by_auth_users_id_fk" FOREIGN KEY ("paused_by") REFERENCES "public"."auth_users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "admin_actions_created" ON "admin_actions" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "job_failures_created" ON "job_failures" USING btree ("created_at","id");--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_acknowledged_by_auth_users_id_fk" FOREIGN KEY ("acknowledged_by") REFERENCES "public"."auth_users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_resolved_by_auth_users_id_fk" FOREIGN KEY ("resolved_by") REFERENCES "public"."auth_users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alerts_last" ON "alerts" USING btree ("last_at","id");--> statement-breakpoint
CREATE FUNCTION "notify_changes"() RETURNS trigger LANGUAGE plpgsql AS $$
-- Tells the channel "vodmanager_changes" what a statement changed: one message an account and subject, as
-- {"kind", "accountId", "subjectId"}; more than 8 subjects of an account are one message without a subject.
-- Arguments: kind, column of the subject, column of the account; an empty column is null.
DECLARE
  subject text := CASE WHEN tg_argv[1] = '' THEN 'null' ELSE format('%I::text', tg_argv[1]) END;
  account text := CASE WHEN tg_argv[2] = '' THEN 'null' ELSE format('%I::text', tg_argv[2]) END;
BEGIN
  EXECUTE format($query$
    WITH touched AS (SELECT DISTINCT %s AS account_id, %s AS subject_id FROM changed),
    counted AS (SELECT account_id, subject_id, count(*) OVER (PARTITION BY account_id) AS subjects FROM touched),
    told AS (SELECT DISTINCT account_id, CASE WHEN subjects <= 8 THEN subject_id END AS subject_id FROM counted)
    SELECT count(pg_notify('vodmanager_changes',
      json_build_object('kind', %L::text, 'accountId', account_id, 'subjectId', subject_id)::text)) FROM told
    $query$, account, subject, tg_argv[0]);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "watch_changes"("watched" regclass, "kind" text, "subject_column" text, "account_column" text DEFAULT 'account_id')
RETURNS void LANGUAGE plpgsql AS $$
-- Makes changes of a table known: a trigger each for insert, update and delete, since each has its own set of rows.
DECLARE
  event text;
BEGIN
  FOREACH event IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s REFERENCING %s TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION notify_changes(%L, %L, %L)',
      'tell_' || kind || '_' || event, event, watched, CASE event WHEN 'delete' THEN 'OLD' ELSE 'NEW' END,
      kind, subject_column, account_column);
  END LOOP;
END $$;
--> statement-breakpoint
SELECT
  watch_changes('highlights', 'highlights', 'vod_id'),
  watch_changes('streams', 'streams', 'id'),
  watch_changes('vods', 'vods', 'id'),
  watch_changes('clips', 'clips', 'source_vod_id'),
  watch_changes('clip_attempts', 'clips', ''),
  watch_changes('job_progress', 'jobs', 'subject_id'),
  watch_changes('detection_runs', 'detections', 'stream_id'),
  watch_changes('signal_imports', 'signals', 'stream_id'),
  watch_changes('refinements', 'refinements', 'highlight_id'),
  watch_changes('llm_ledger', 'spend', ''),
  watch_changes('edits', 'edits', 'vod_id'),
  watch_changes('stored_objects', 'storage', ''),
  watch_changes('quota_reservations', 'storage', ''),
  watch_changes('notifications', 'notifications', ''),
  watch_changes('members', 'notifications', ''),
  watch_changes('accounts', 'account', 'id', 'id'),
  watch_changes('members', 'access', 'user_id'),
  watch_changes('auth_users', 'access', 'id', ''),
  watch_changes('auth_sessions', 'access', 'id', ''),
  watch_changes('alerts', 'operations', '', ''),
  watch_changes('plans', 'operations', '', ''),
  watch_changes('llm_settings', 'operations', '', ''),
  watch_changes('llm_prices', 'operations', '', ''),
  watch_changes('job_failures', 'operations', '', ''),
  watch_changes('paused_tasks', 'operations', '', ''),
  watch_changes('admin_actions', 'operations', '', ''),
  watch_changes('source_caches', 'operations', '', ''),
  watch_changes('worker_processes', 'operations', '', '');
