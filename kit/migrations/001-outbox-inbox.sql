-- Events waiting to be relayed; a row is deleted once Kafka has it, so the table is nearly always empty.
-- Order per aggregate needs one relay at a time per key: keys fall into 64 buckets, and a relay locks buckets.
create table outbox (
  position bigint generated always as identity primary key,
  topic text not null,
  key text not null,
  event jsonb not null,
  created_at timestamptz not null default now(),
  bucket smallint not null generated always as ((hashtext(key) & 63)::smallint) stored,
  bytes integer not null generated always as (octet_length(event::text)) stored
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
create index outbox_bucket on outbox (bucket, position);

-- Wakes a relay that sleeps. Postgres lets transactions that notify commit only one at a time, so nobody notifies a relay
-- that is awake: a sleeping relay holds the lock (45253, -1) alone, writers try to share it until they commit.
create function outbox_added() returns trigger language plpgsql as $$
begin
  if not pg_try_advisory_xact_lock_shared(45253, -1) then
    perform pg_notify('outbox', '');
  end if;
  return null;
end $$;
create trigger outbox_added after insert on outbox for each statement execute function outbox_added();

-- Which event a consumer has already had its effect of.
create table inbox (
  consumer text not null,
  event_id text not null,
  claimed_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index inbox_claimed_at on inbox (claimed_at);
