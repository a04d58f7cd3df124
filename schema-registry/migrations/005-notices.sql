-- Where a graph's events are told.
create table webhook (
  id uuid primary key,
  graph_id text not null references graph on delete cascade,
  -- Null for all of them.
  variant text,
  url text not null,
  format text not null check (format in ('standard', 'slack')),
  kinds text[] not null,
  secret text not null,
  created_at timestamptz not null,
  created_by text not null,
  last_delivered_at timestamptz,
  last_error text
);
create index on webhook (graph_id);

-- What is to be told, stored with what it tells of.
create table notice (
  id uuid primary key,
  webhook_id uuid not null references webhook on delete cascade,
  message jsonb not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  attempts integer not null default 0,
  state text not null default 'pending' check (state in ('pending', 'done', 'failed'))
);
create index on notice (due_at) where state = 'pending';
create index on notice (created_at) where state <> 'pending';
