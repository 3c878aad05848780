ALTER TABLE "clip_attempts" ADD COLUMN "fraction" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "job_progress" ADD COLUMN "waiting_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "clip_attempts" ADD CONSTRAINT "clip_attempts_fraction" CHECK ("clip_attempts"."fraction" between 0 and 1);