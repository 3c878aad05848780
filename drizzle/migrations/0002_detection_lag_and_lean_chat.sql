ALTER TABLE "chat_messages" DROP CONSTRAINT "chat_messages_import_id_signal_imports_id_fk";
--> statement-breakpoint
DROP INDEX "chat_messages_import";--> statement-breakpoint
ALTER TABLE "detection_runs" ADD COLUMN "lag" jsonb;