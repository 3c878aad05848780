CREATE TABLE "highlight_captions" (
	"highlight_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"from_ms" integer NOT NULL,
	"to_ms" integer NOT NULL,
	"lines" jsonb,
	"version" integer NOT NULL,
	"updated_by" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "highlight_captions_order" CHECK ("highlight_captions"."from_ms" < "highlight_captions"."to_ms"),
	CONSTRAINT "highlight_captions_version" CHECK ("highlight_captions"."version" >= 1)
);
--> statement-breakpoint
ALTER TABLE "highlight_captions" ADD CONSTRAINT "highlight_captions_highlight_id_highlights_id_fk" FOREIGN KEY ("highlight_id") REFERENCES "public"."highlights"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "highlight_captions" ADD CONSTRAINT "highlight_captions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "highlight_captions" ADD CONSTRAINT "highlight_captions_updated_by_auth_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."auth_users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "highlight_captions_account" ON "highlight_captions" USING btree ("account_id");--> statement-breakpoint
SELECT watch_changes('highlight_captions', 'captions', 'highlight_id');
