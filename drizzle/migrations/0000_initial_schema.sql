CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"plan_id" text NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "members" (
	"account_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "members_account_id_user_id_pk" PRIMARY KEY("account_id","user_id"),
	CONSTRAINT "members_role" CHECK ("members"."role" in ('owner', 'editor', 'viewer'))
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"max_bytes" bigint NOT NULL,
	"max_vods" integer NOT NULL,
	"max_clips" integer NOT NULL,
	"retention_days" integer NOT NULL,
	"llm_monthly_usd" numeric(12, 6) NOT NULL,
	"allows_eviction" boolean DEFAULT false NOT NULL,
	CONSTRAINT "plans_limits_positive" CHECK ("plans"."max_bytes" > 0 and "plans"."max_vods" > 0 and "plans"."max_clips" > 0)
);
--> statement-breakpoint
CREATE TABLE "quota_reservations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"state" text DEFAULT 'reserved' NOT NULL,
	"reserved_bytes" bigint NOT NULL,
	"settled_bytes" bigint,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "quota_reservations_subject" UNIQUE("subject_id","purpose"),
	CONSTRAINT "quota_reservations_state" CHECK ("quota_reservations"."state" in ('reserved', 'settled', 'released')),
	CONSTRAINT "quota_reservations_bytes" CHECK ("quota_reservations"."reserved_bytes" >= 0),
	CONSTRAINT "quota_reservations_settled" CHECK (("quota_reservations"."state" = 'settled') = ("quota_reservations"."settled_bytes" is not null))
);
--> statement-breakpoint
CREATE TABLE "auth_identities" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "auth_identities_provider" UNIQUE("provider_id","provider_account_id")
);
--> statement-breakpoint
CREATE TABLE "auth_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"token" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "auth_sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "auth_users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"is_admin" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "auth_users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "auth_verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "clip_attempts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"vod_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"mode" text NOT NULL,
	"timescale" integer NOT NULL,
	"start_ticks" bigint NOT NULL,
	"end_ticks" bigint NOT NULL,
	"plan" jsonb,
	"object_key" text NOT NULL,
	"size_bytes" bigint,
	"duration_ms" integer,
	"byte_meter" jsonb,
	"failure_code" text,
	"failure_text" text,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "clip_attempts_object_key_unique" UNIQUE("object_key"),
	CONSTRAINT "clip_attempts_number" UNIQUE("vod_id","attempt"),
	CONSTRAINT "clip_attempts_order" CHECK ("clip_attempts"."start_ticks" >= 0 and "clip_attempts"."start_ticks" < "clip_attempts"."end_ticks"),
	CONSTRAINT "clip_attempts_state" CHECK ("clip_attempts"."state" in ('queued', 'cutting', 'ready', 'failed', 'cancelled', 'skipped')),
	CONSTRAINT "clip_attempts_ready" CHECK ("clip_attempts"."state" <> 'ready' or "clip_attempts"."size_bytes" > 0)
);
--> statement-breakpoint
CREATE TABLE "clips" (
	"vod_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"highlight_id" uuid NOT NULL,
	"source_vod_id" uuid NOT NULL,
	"profile" text DEFAULT 'landscape' NOT NULL,
	"current_attempt" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "clips_highlight_profile" UNIQUE("highlight_id","profile")
);
--> statement-breakpoint
CREATE TABLE "action_log" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"highlight_id" uuid NOT NULL,
	"actor_user_id" text,
	"action" text NOT NULL,
	"position" integer NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"undone_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "action_log_position" UNIQUE("highlight_id","position")
);
--> statement-breakpoint
CREATE TABLE "detection_runs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"stream_id" uuid NOT NULL,
	"vod_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"failure_code" text,
	"failure_text" text,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"signal_states" jsonb,
	"diff" jsonb,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "detection_runs_state" CHECK ("detection_runs"."state" in ('queued', 'running', 'done', 'failed')),
	CONSTRAINT "detection_runs_trigger" CHECK ("detection_runs"."trigger" in ('auto', 'screen', 'cli'))
);
--> statement-breakpoint
CREATE TABLE "highlights" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"vod_id" uuid NOT NULL,
	"detection_run_id" uuid,
	"origin" text NOT NULL,
	"timescale" integer NOT NULL,
	"detected_start_ticks" bigint NOT NULL,
	"detected_end_ticks" bigint NOT NULL,
	"refined_start_ticks" bigint,
	"refined_end_ticks" bigint,
	"trimmed_start_ticks" bigint,
	"trimmed_end_ticks" bigint,
	"peak_ticks" bigint,
	"rank" integer,
	"score" double precision DEFAULT 0 NOT NULL,
	"contributions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"title" text,
	"tags" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"review_state" text DEFAULT 'suggested' NOT NULL,
	"refine_state" text DEFAULT 'none' NOT NULL,
	"refine_reason" text,
	"is_clipable" boolean,
	"clipable_reason" text,
	"confidence" double precision,
	"cut_state" text DEFAULT 'none' NOT NULL,
	"cut_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"hidden_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "highlights_origin" CHECK ("highlights"."origin" in ('detected', 'manual')),
	CONSTRAINT "highlights_timescale" CHECK ("highlights"."timescale" > 0),
	CONSTRAINT "highlights_detected_order" CHECK ("highlights"."detected_start_ticks" >= 0 and "highlights"."detected_start_ticks" < "highlights"."detected_end_ticks"),
	CONSTRAINT "highlights_refined_order" CHECK (("highlights"."refined_start_ticks" is null) = ("highlights"."refined_end_ticks" is null) and ("highlights"."refined_start_ticks" is null or ("highlights"."refined_start_ticks" >= 0 and "highlights"."refined_start_ticks" < "highlights"."refined_end_ticks"))),
	CONSTRAINT "highlights_trimmed_order" CHECK (("highlights"."trimmed_start_ticks" is null) = ("highlights"."trimmed_end_ticks" is null) and ("highlights"."trimmed_start_ticks" is null or ("highlights"."trimmed_start_ticks" >= 0 and "highlights"."trimmed_start_ticks" < "highlights"."trimmed_end_ticks"))),
	CONSTRAINT "highlights_review_state" CHECK ("highlights"."review_state" in ('suggested', 'approved', 'rejected')),
	CONSTRAINT "highlights_refine_state" CHECK ("highlights"."refine_state" in ('none', 'queued', 'running', 'done', 'failed', 'skipped')),
	CONSTRAINT "highlights_cut_state" CHECK ("highlights"."cut_state" in ('none', 'queued', 'cutting', 'ready', 'failed', 'skipped', 'stale')),
	CONSTRAINT "highlights_confidence" CHECK ("highlights"."confidence" is null or "highlights"."confidence" between 0 and 1)
);
--> statement-breakpoint
CREATE TABLE "llm_ledger" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"refinement_id" uuid,
	"month" text NOT NULL,
	"state" text DEFAULT 'reserved' NOT NULL,
	"reserved_usd" numeric(12, 6) NOT NULL,
	"settled_usd" numeric(12, 6),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "llm_ledger_state" CHECK ("llm_ledger"."state" in ('reserved', 'settled', 'released')),
	CONSTRAINT "llm_ledger_amounts" CHECK ("llm_ledger"."reserved_usd" >= 0 and ("llm_ledger"."settled_usd" is null or "llm_ledger"."settled_usd" >= 0))
);
--> statement-breakpoint
CREATE TABLE "refinements" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"highlight_id" uuid NOT NULL,
	"detection_run_id" uuid,
	"iteration" integer NOT NULL,
	"backend" text NOT NULL,
	"model" text NOT NULL,
	"prompt_version" text NOT NULL,
	"input_hash" text NOT NULL,
	"state" text NOT NULL,
	"answer" jsonb,
	"failure_code" text,
	"failure_text" text,
	"input_tokens" integer,
	"output_tokens" integer,
	"cost_usd" numeric(12, 6) DEFAULT '0' NOT NULL,
	"latency_ms" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "refinements_iteration" UNIQUE("highlight_id","input_hash","iteration"),
	CONSTRAINT "refinements_iteration_positive" CHECK ("refinements"."iteration" >= 1),
	CONSTRAINT "refinements_state" CHECK ("refinements"."state" in ('running', 'done', 'failed')),
	CONSTRAINT "refinements_answer" CHECK (("refinements"."state" = 'done') = ("refinements"."answer" is not null))
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid,
	"cause" text NOT NULL,
	"severity" text NOT NULL,
	"text" text NOT NULL,
	"count" integer DEFAULT 1 NOT NULL,
	"first_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_at" timestamp with time zone DEFAULT now() NOT NULL,
	"resolved_at" timestamp with time zone,
	CONSTRAINT "alerts_severity" CHECK ("alerts"."severity" in ('info', 'warning', 'critical'))
);
--> statement-breakpoint
CREATE TABLE "job_progress" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"task" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"state" text NOT NULL,
	"step" text,
	"fraction" double precision DEFAULT 0 NOT NULL,
	"reason_code" text,
	"reason_text" text,
	"tries" integer DEFAULT 0 NOT NULL,
	"meter" jsonb,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "job_progress_subject" UNIQUE("task","subject_id"),
	CONSTRAINT "job_progress_state" CHECK ("job_progress"."state" in ('queued', 'running', 'waiting', 'done', 'failed', 'cancelled')),
	CONSTRAINT "job_progress_fraction" CHECK ("job_progress"."fraction" between 0 and 1)
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"event" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"delivered_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_dedupe_key_unique" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "worker_processes" (
	"id" text PRIMARY KEY NOT NULL,
	"host_id" text NOT NULL,
	"pid" integer NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_messages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "chat_messages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" uuid NOT NULL,
	"stream_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"offset_ms" integer NOT NULL,
	"author" text NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "signal_imports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"stream_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"failure_code" text,
	"failure_text" text,
	"file_name" text NOT NULL,
	"source" jsonb,
	"size_bytes" bigint NOT NULL,
	"format" text,
	"parsed_count" integer DEFAULT 0 NOT NULL,
	"event_count" integer DEFAULT 0 NOT NULL,
	"unreadable_count" integer DEFAULT 0 NOT NULL,
	"unreadable_examples" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"offset_ms" integer DEFAULT 0 NOT NULL,
	"finished_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "signal_imports_kind" CHECK ("signal_imports"."kind" in ('chat', 'events', 'transcript')),
	CONSTRAINT "signal_imports_state" CHECK ("signal_imports"."state" in ('queued', 'running', 'done', 'failed', 'replaced'))
);
--> statement-breakpoint
CREATE TABLE "stream_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stream_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" uuid NOT NULL,
	"stream_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"offset_ms" integer NOT NULL,
	"kind" text NOT NULL,
	"actor" text,
	"amount" integer,
	"text" text,
	CONSTRAINT "stream_events_kind" CHECK ("stream_events"."kind" in ('raid', 'gift', 'cheer', 'hype_train', 'sub', 'redemption'))
);
--> statement-breakpoint
CREATE TABLE "transcript_segments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "transcript_segments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" uuid NOT NULL,
	"stream_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"start_ms" integer NOT NULL,
	"end_ms" integer NOT NULL,
	"text" text NOT NULL,
	"words" jsonb,
	CONSTRAINT "transcript_segments_order" CHECK ("transcript_segments"."end_ms" >= "transcript_segments"."start_ms")
);
--> statement-breakpoint
CREATE TABLE "media" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"vod_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"video_key" text NOT NULL,
	"video_etag" text NOT NULL,
	"video_size_bytes" bigint NOT NULL,
	"audio_key" text,
	"audio_etag" text,
	"audio_size_bytes" bigint,
	"poster_key" text,
	"sprite_keys" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"video_timescale" integer NOT NULL,
	"duration_ticks" bigint NOT NULL,
	"frame_rate_num" integer NOT NULL,
	"frame_rate_den" integer NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"video_codec" text NOT NULL,
	"audio_codec" text,
	"index" jsonb NOT NULL,
	"audio_index" jsonb,
	"probe" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "media_duration" CHECK ("media"."duration_ticks" > 0),
	CONSTRAINT "media_timescale" CHECK ("media"."video_timescale" > 0),
	CONSTRAINT "media_frame_rate" CHECK ("media"."frame_rate_num" > 0 and "media"."frame_rate_den" > 0)
);
--> statement-breakpoint
CREATE TABLE "media_series" (
	"vod_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"samples_per_second" integer NOT NULL,
	"samples" "bytea" NOT NULL,
	CONSTRAINT "media_series_vod_id_kind_pk" PRIMARY KEY("vod_id","kind")
);
--> statement-breakpoint
CREATE TABLE "stored_objects" (
	"key" text PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"vod_id" uuid,
	"role" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"size_bytes" bigint DEFAULT 0 NOT NULL,
	"etag" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stored_objects_state" CHECK ("stored_objects"."state" in ('pending', 'live', 'deleting'))
);
--> statement-breakpoint
CREATE TABLE "streams" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"title" text NOT NULL,
	"state" text DEFAULT 'ended' NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "streams_state" CHECK ("streams"."state" in ('live', 'ended'))
);
--> statement-breakpoint
CREATE TABLE "vods" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"stream_id" uuid,
	"kind" text NOT NULL,
	"provenance" text,
	"state" text DEFAULT 'imported' NOT NULL,
	"failure_code" text,
	"failure_text" text,
	"external_id" text NOT NULL,
	"title" text NOT NULL,
	"source_file_name" text,
	"source" jsonb,
	"duration_ms" integer,
	"size_bytes" bigint DEFAULT 0 NOT NULL,
	"stream_offset_ms" integer DEFAULT 0 NOT NULL,
	"is_pinned" boolean DEFAULT false NOT NULL,
	"ready_at" timestamp with time zone,
	"trashed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "vods_external_id" UNIQUE("account_id","external_id"),
	CONSTRAINT "vods_kind" CHECK ("vods"."kind" in ('broadcast', 'upload', 'highlight')),
	CONSTRAINT "vods_provenance" CHECK (("vods"."kind" = 'highlight') = ("vods"."provenance" is not null)),
	CONSTRAINT "vods_state" CHECK ("vods"."state" in ('imported', 'processing', 'ready', 'failed', 'trashed', 'deleting')),
	CONSTRAINT "vods_failure" CHECK (("vods"."state" = 'failed') <= ("vods"."failure_code" is not null)),
	CONSTRAINT "vods_size" CHECK ("vods"."size_bytes" >= 0)
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_auth_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."auth_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quota_reservations" ADD CONSTRAINT "quota_reservations_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth_identities" ADD CONSTRAINT "auth_identities_user_id_auth_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."auth_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth_sessions" ADD CONSTRAINT "auth_sessions_user_id_auth_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."auth_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clip_attempts" ADD CONSTRAINT "clip_attempts_vod_id_clips_vod_id_fk" FOREIGN KEY ("vod_id") REFERENCES "public"."clips"("vod_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clip_attempts" ADD CONSTRAINT "clip_attempts_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clips" ADD CONSTRAINT "clips_vod_id_vods_id_fk" FOREIGN KEY ("vod_id") REFERENCES "public"."vods"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clips" ADD CONSTRAINT "clips_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clips" ADD CONSTRAINT "clips_highlight_id_highlights_id_fk" FOREIGN KEY ("highlight_id") REFERENCES "public"."highlights"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clips" ADD CONSTRAINT "clips_source_vod_id_vods_id_fk" FOREIGN KEY ("source_vod_id") REFERENCES "public"."vods"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_log" ADD CONSTRAINT "action_log_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_log" ADD CONSTRAINT "action_log_highlight_id_highlights_id_fk" FOREIGN KEY ("highlight_id") REFERENCES "public"."highlights"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "action_log" ADD CONSTRAINT "action_log_actor_user_id_auth_users_id_fk" FOREIGN KEY ("actor_user_id") REFERENCES "public"."auth_users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "detection_runs" ADD CONSTRAINT "detection_runs_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "detection_runs" ADD CONSTRAINT "detection_runs_stream_id_streams_id_fk" FOREIGN KEY ("stream_id") REFERENCES "public"."streams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "detection_runs" ADD CONSTRAINT "detection_runs_vod_id_vods_id_fk" FOREIGN KEY ("vod_id") REFERENCES "public"."vods"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "highlights" ADD CONSTRAINT "highlights_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "highlights" ADD CONSTRAINT "highlights_vod_id_vods_id_fk" FOREIGN KEY ("vod_id") REFERENCES "public"."vods"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "highlights" ADD CONSTRAINT "highlights_detection_run_id_detection_runs_id_fk" FOREIGN KEY ("detection_run_id") REFERENCES "public"."detection_runs"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "llm_ledger" ADD CONSTRAINT "llm_ledger_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "llm_ledger" ADD CONSTRAINT "llm_ledger_refinement_id_refinements_id_fk" FOREIGN KEY ("refinement_id") REFERENCES "public"."refinements"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refinements" ADD CONSTRAINT "refinements_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refinements" ADD CONSTRAINT "refinements_highlight_id_highlights_id_fk" FOREIGN KEY ("highlight_id") REFERENCES "public"."highlights"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refinements" ADD CONSTRAINT "refinements_detection_run_id_detection_runs_id_fk" FOREIGN KEY ("detection_run_id") REFERENCES "public"."detection_runs"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_progress" ADD CONSTRAINT "job_progress_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_stream_id_streams_id_fk" FOREIGN KEY ("stream_id") REFERENCES "public"."streams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_import_id_signal_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."signal_imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signal_imports" ADD CONSTRAINT "signal_imports_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signal_imports" ADD CONSTRAINT "signal_imports_stream_id_streams_id_fk" FOREIGN KEY ("stream_id") REFERENCES "public"."streams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stream_events" ADD CONSTRAINT "stream_events_stream_id_streams_id_fk" FOREIGN KEY ("stream_id") REFERENCES "public"."streams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stream_events" ADD CONSTRAINT "stream_events_import_id_signal_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."signal_imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transcript_segments" ADD CONSTRAINT "transcript_segments_stream_id_streams_id_fk" FOREIGN KEY ("stream_id") REFERENCES "public"."streams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transcript_segments" ADD CONSTRAINT "transcript_segments_import_id_signal_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."signal_imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_vod_id_vods_id_fk" FOREIGN KEY ("vod_id") REFERENCES "public"."vods"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media_series" ADD CONSTRAINT "media_series_vod_id_vods_id_fk" FOREIGN KEY ("vod_id") REFERENCES "public"."vods"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stored_objects" ADD CONSTRAINT "stored_objects_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stored_objects" ADD CONSTRAINT "stored_objects_vod_id_vods_id_fk" FOREIGN KEY ("vod_id") REFERENCES "public"."vods"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "streams" ADD CONSTRAINT "streams_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vods" ADD CONSTRAINT "vods_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vods" ADD CONSTRAINT "vods_stream_id_streams_id_fk" FOREIGN KEY ("stream_id") REFERENCES "public"."streams"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "members_user" ON "members" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "quota_reservations_account_state" ON "quota_reservations" USING btree ("account_id","state");--> statement-breakpoint
CREATE INDEX "auth_identities_user" ON "auth_identities" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "auth_sessions_user" ON "auth_sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "auth_verifications_identifier" ON "auth_verifications" USING btree ("identifier");--> statement-breakpoint
CREATE UNIQUE INDEX "clip_attempts_one_open" ON "clip_attempts" USING btree ("vod_id") WHERE "clip_attempts"."state" in ('queued', 'cutting');--> statement-breakpoint
CREATE INDEX "clips_account" ON "clips" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "clips_source_vod" ON "clips" USING btree ("source_vod_id");--> statement-breakpoint
CREATE INDEX "action_log_account" ON "action_log" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "detection_runs_stream" ON "detection_runs" USING btree ("stream_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "detection_runs_one_open" ON "detection_runs" USING btree ("stream_id") WHERE "detection_runs"."state" in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "highlights_vod_rank" ON "highlights" USING btree ("vod_id","rank");--> statement-breakpoint
CREATE INDEX "highlights_account" ON "highlights" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "llm_ledger_account_month" ON "llm_ledger" USING btree ("account_id","month");--> statement-breakpoint
CREATE INDEX "refinements_highlight" ON "refinements" USING btree ("highlight_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_one_open" ON "alerts" USING btree ("cause") WHERE "alerts"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX "job_progress_account" ON "job_progress" USING btree ("account_id","updated_at");--> statement-breakpoint
CREATE INDEX "outbox_undelivered" ON "outbox" USING btree ("created_at") WHERE "outbox"."delivered_at" is null;--> statement-breakpoint
CREATE INDEX "worker_processes_heartbeat" ON "worker_processes" USING btree ("heartbeat_at");--> statement-breakpoint
CREATE INDEX "chat_messages_stream_offset" ON "chat_messages" USING btree ("stream_id","offset_ms","id");--> statement-breakpoint
CREATE INDEX "chat_messages_import" ON "chat_messages" USING btree ("import_id");--> statement-breakpoint
CREATE INDEX "signal_imports_stream" ON "signal_imports" USING btree ("stream_id","kind");--> statement-breakpoint
CREATE INDEX "stream_events_stream_offset" ON "stream_events" USING btree ("stream_id","offset_ms");--> statement-breakpoint
CREATE INDEX "stream_events_import" ON "stream_events" USING btree ("import_id");--> statement-breakpoint
CREATE INDEX "transcript_segments_stream_start" ON "transcript_segments" USING btree ("stream_id","start_ms");--> statement-breakpoint
CREATE INDEX "transcript_segments_import" ON "transcript_segments" USING btree ("import_id");--> statement-breakpoint
CREATE UNIQUE INDEX "media_vod" ON "media" USING btree ("vod_id");--> statement-breakpoint
CREATE INDEX "stored_objects_vod" ON "stored_objects" USING btree ("vod_id");--> statement-breakpoint
CREATE INDEX "stored_objects_account_state" ON "stored_objects" USING btree ("account_id","state");--> statement-breakpoint
CREATE INDEX "streams_account_created" ON "streams" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "vods_account_created" ON "vods" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "vods_stream" ON "vods" USING btree ("stream_id");