-- A row for each back-fill of everything that came to its end.
create table if not exists backfill (finished_at DateTime64(3, 'UTC')) engine = MergeTree order by finished_at;
