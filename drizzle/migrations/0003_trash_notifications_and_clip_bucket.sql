CREATE TABLE "emails" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"to_address" text NOT NULL,
	"event" text NOT NULL,
	"group_key" text NOT NULL,
	"items" jsonb NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"send_after" timestamp with time zone NOT NULL,
	"claimed_at" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"failure_text" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "emails_state" CHECK ("emails"."state" in ('pending', 'sending', 'sent', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_id" uuid NOT NULL,
	"outbox_id" uuid NOT NULL,
	"event" text NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"href" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notifications_outbox_id_unique" UNIQUE("outbox_id")
);
--> statement-breakpoint
ALTER TABLE "vods" DROP CONSTRAINT "vods_state";--> statement-breakpoint
DROP INDEX "stored_objects_account_state";--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "wants_emails" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "notifications_seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "max_clip_bytes" bigint;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "trash_days" integer DEFAULT 7 NOT NULL;--> statement-breakpoint
ALTER TABLE "vods" ADD COLUMN "trashed_by" text;--> statement-breakpoint
ALTER TABLE "vods" ADD COLUMN "restored_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "emails" ADD CONSTRAINT "emails_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_outbox_id_outbox_id_fk" FOREIGN KEY ("outbox_id") REFERENCES "public"."outbox"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "emails_one_pending" ON "emails" USING btree ("to_address","group_key") WHERE "emails"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "emails_due" ON "emails" USING btree ("send_after") WHERE "emails"."state" in ('pending', 'sending');--> statement-breakpoint
CREATE INDEX "notifications_account" ON "notifications" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "stored_objects_usage" ON "stored_objects" USING btree ("account_id","state","role","size_bytes");--> statement-breakpoint
CREATE INDEX "vods_leaving" ON "vods" USING btree ("state","trashed_at") WHERE "vods"."state" in ('trashed', 'deleting');--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_clip_bytes" CHECK ("plans"."max_clip_bytes" is null or "plans"."max_clip_bytes" > 0);--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_days" CHECK ("plans"."retention_days" > 0 and "plans"."trash_days" > 0);--> statement-breakpoint
ALTER TABLE "vods" ADD CONSTRAINT "vods_trashed" CHECK (("vods"."state" = 'trashed') <= ("vods"."trashed_at" is not null));--> statement-breakpoint
ALTER TABLE "vods" ADD CONSTRAINT "vods_state" CHECK ("vods"."state" in ('imported', 'processing', 'ready', 'failed', 'trashed', 'deleting', 'deleted'));--> statement-breakpoint
-- Nobody waits for news of what happened before there were notifications.
UPDATE "outbox" SET "delivered_at" = now() WHERE "delivered_at" IS NULL;
