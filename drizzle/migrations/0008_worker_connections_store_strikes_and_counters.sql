CREATE TABLE "metric_counters" (
	"name" text NOT NULL,
	"labels" text DEFAULT '' NOT NULL,
	"value" double precision NOT NULL,
	CONSTRAINT "metric_counters_name_labels_pk" PRIMARY KEY("name","labels")
);
--> statement-breakpoint
CREATE TABLE "store_strikes" (
	"key" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"etag" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "store_strikes_kind" CHECK ("store_strikes"."kind" in ('orphan', 'missing'))
);
--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "over_told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "worker_processes" ADD COLUMN "connection_name" text DEFAULT '' NOT NULL;