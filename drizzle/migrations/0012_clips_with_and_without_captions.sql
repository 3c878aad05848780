ALTER TABLE "clips" DROP CONSTRAINT "clips_highlight_profile";--> statement-breakpoint
ALTER TABLE "clips" ADD COLUMN "is_captioned" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "clips" ADD COLUMN "is_main" boolean GENERATED ALWAYS AS (profile = 'landscape' and not is_captioned) STORED NOT NULL;--> statement-breakpoint
-- Clips there are: what the newest attempt drew says which kind each is.
UPDATE "clips" c SET "is_captioned" = true FROM "clip_attempts" a
  WHERE a.vod_id = c.vod_id AND a.attempt = (SELECT max(b.attempt) FROM "clip_attempts" b WHERE b.vod_id = c.vod_id)
    AND coalesce(a.plan #>> '{render,captions}', 'off') <> 'off';--> statement-breakpoint
UPDATE "vods" v SET "external_id" = v.external_id || '-captions' FROM "clips" c WHERE c.vod_id = v.id AND c.is_captioned;--> statement-breakpoint
-- Their highlights no longer show them as their own cut.
UPDATE "highlights" h SET "cut_state" = 'none', "cut_reason" = NULL FROM "clips" c
  WHERE c.highlight_id = h.id AND c.profile = 'landscape' AND c.is_captioned;--> statement-breakpoint
ALTER TABLE "clips" ADD CONSTRAINT "clips_highlight_variant" UNIQUE("highlight_id","profile","is_captioned");
