create table outbox (position bigint generated always as identity primary key, topic text not null, key text not null, event jsonb not null, created_at timestamptz not null default now());
create table inbox (consumer text not null, event_id text not null, claimed_at timestamptz not null default now(), primary key (consumer, event_id));
