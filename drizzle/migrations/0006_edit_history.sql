CREATE TABLE "edits" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"vod_id" uuid NOT NULL,
	"actor_user_id" text NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"label" text NOT NULL,
	"state" text DEFAULT 'done' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "edits_position" UNIQUE("vod_id","actor_user_id","position"),
	CONSTRAINT "edits_kind" CHECK ("edits"."kind" in ('approve', 'reject', 'restore', 'trim', 'retitle', 'split', 'merge', 'duplicate', 'create', 'remove')),
	CONSTRAINT "edits_state" CHECK ("edits"."state" in ('done', 'undone', 'dropped'))
);
--> statement-breakpoint
ALTER TABLE "action_log" ADD COLUMN "edit_id" uuid;--> statement-breakpoint
ALTER TABLE "action_log" ADD COLUMN "version_before" integer;--> statement-breakpoint
ALTER TABLE "action_log" ADD COLUMN "version_after" integer;--> statement-breakpoint
ALTER TABLE "highlights" ADD COLUMN "edit_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "edits" ADD CONSTRAINT "edits_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edits" ADD CONSTRAINT "edits_vod_id_vods_id_fk" FOREIGN KEY ("vod_id") REFERENCES "public"."vods"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edits" ADD CONSTRAINT "edits_actor_user_id_auth_users_id_fk" FOREIGN KEY ("actor_user_id") REFERENCES "public"."auth_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "edits_steps" ON "edits" USING btree ("vod_id","actor_user_id","state","position");--> statement-breakpoint
ALTER TABLE "action_log" ADD CONSTRAINT "action_log_edit_id_edits_id_fk" FOREIGN KEY ("edit_id") REFERENCES "public"."edits"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "action_log_edit" ON "action_log" USING btree ("edit_id");