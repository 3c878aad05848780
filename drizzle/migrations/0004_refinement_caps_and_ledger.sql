CREATE TABLE "llm_prices" (
	"backend" text NOT NULL,
	"model" text NOT NULL,
	"input_usd_per_million" numeric(12, 6) NOT NULL,
	"audio_usd_per_million" numeric(12, 6),
	"output_usd_per_million" numeric(12, 6) NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "llm_prices_backend_model_pk" PRIMARY KEY("backend","model"),
	CONSTRAINT "llm_prices_amounts" CHECK ("llm_prices"."input_usd_per_million" >= 0 and "llm_prices"."output_usd_per_million" >= 0 and ("llm_prices"."audio_usd_per_million" is null or "llm_prices"."audio_usd_per_million" >= 0))
);
--> statement-breakpoint
CREATE TABLE "llm_settings" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"is_enabled" boolean DEFAULT true NOT NULL,
	"daily_usd" numeric(12, 6) DEFAULT '10' NOT NULL,
	"updated_by" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "llm_settings_one_row" CHECK ("llm_settings"."id" = 1),
	CONSTRAINT "llm_settings_daily" CHECK ("llm_settings"."daily_usd" >= 0)
);
--> statement-breakpoint
ALTER TABLE "refinements" DROP CONSTRAINT "refinements_iteration";--> statement-breakpoint
ALTER TABLE "clip_attempts" ADD COLUMN "anyway" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "llm_ledger" ADD COLUMN "detection_run_id" uuid;--> statement-breakpoint
ALTER TABLE "llm_ledger" ADD COLUMN "backend" text DEFAULT 'mock' NOT NULL;--> statement-breakpoint
ALTER TABLE "llm_ledger" ALTER COLUMN "backend" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "llm_ledger" ADD COLUMN "model" text DEFAULT 'pauses' NOT NULL;--> statement-breakpoint
ALTER TABLE "llm_ledger" ALTER COLUMN "model" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "llm_ledger" ADD COLUMN "day" text;--> statement-breakpoint
UPDATE "llm_ledger" SET "day" = to_char("created_at" at time zone 'UTC', 'YYYY-MM-DD');--> statement-breakpoint
ALTER TABLE "llm_ledger" ALTER COLUMN "day" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "llm_ledger" ADD COLUMN "sent_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "llm_ledger" ADD COLUMN "expires_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "llm_ledger" ALTER COLUMN "expires_at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "refinements" ADD COLUMN "before_start_seconds" double precision;--> statement-breakpoint
ALTER TABLE "refinements" ADD COLUMN "before_end_seconds" double precision;--> statement-breakpoint
ALTER TABLE "refinements" ADD COLUMN "tries" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "llm_settings" ADD CONSTRAINT "llm_settings_updated_by_auth_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."auth_users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "llm_ledger" ADD CONSTRAINT "llm_ledger_detection_run_id_detection_runs_id_fk" FOREIGN KEY ("detection_run_id") REFERENCES "public"."detection_runs"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "llm_ledger_day" ON "llm_ledger" USING btree ("day");--> statement-breakpoint
CREATE INDEX "llm_ledger_open" ON "llm_ledger" USING btree ("expires_at") WHERE "llm_ledger"."state" = 'reserved';--> statement-breakpoint
CREATE INDEX "llm_ledger_run" ON "llm_ledger" USING btree ("detection_run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "refinements_iteration" ON "refinements" USING btree ("highlight_id","input_hash","iteration") WHERE "refinements"."state" <> 'failed';--> statement-breakpoint
CREATE INDEX "refinements_kept" ON "refinements" USING btree ("account_id","input_hash");--> statement-breakpoint
ALTER TABLE "llm_ledger" ADD CONSTRAINT "llm_ledger_settled" CHECK (("llm_ledger"."state" = 'settled') = ("llm_ledger"."settled_usd" is not null));--> statement-breakpoint
ALTER TABLE "refinements" ADD CONSTRAINT "refinements_before" CHECK ("refinements"."before_start_seconds" < "refinements"."before_end_seconds");