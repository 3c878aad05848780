-- A piece of a curve is read by its bytes' range: from a compressed value that would mean unpacking all before it.
ALTER TABLE "media_series" ALTER COLUMN "samples" SET STORAGE EXTERNAL;
