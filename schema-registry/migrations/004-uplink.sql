-- Instances of routers and what they run, as they said last. Written in batches, so up to a few minutes late.
create table router (
  graph_id text not null,
  variant text not null,
  instance text not null,
  client_name text not null,
  client_version text not null,
  key_name text not null,
  launch_id text,
  running_since timestamptz not null,
  last_poll_at timestamptz not null,
  primary key (graph_id, variant, instance),
  foreign key (graph_id, variant) references variant on delete cascade
);
create index on router (graph_id, variant, last_poll_at desc);
create index on router (last_poll_at);

-- Operations that clients may run by their id. `chunks` are the hashes of the documents that routers fetch.
create table persisted_query_list (
  id uuid primary key,
  graph_id text not null references graph on delete cascade,
  name text not null,
  revision integer not null default 0,
  chunks text[] not null default '{}',
  created_at timestamptz not null,
  unique (graph_id, name)
);

create table persisted_query (
  list_id uuid not null references persisted_query_list on delete cascade,
  id text not null,
  client_name text not null default '',
  name text not null,
  type text not null check (type in ('query', 'mutation', 'subscription')),
  body text not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (list_id, id, client_name)
);

-- What may be fetched by whoever knows its hash; a chunk outlives its revision, since routers may be about to fetch it.
create table persisted_query_chunk (
  hash text primary key references document
);

create table variant_persisted_query_list (
  graph_id text not null,
  variant text not null,
  list_id uuid not null references persisted_query_list on delete cascade,
  primary key (graph_id, variant),
  foreign key (graph_id, variant) references variant on delete cascade
);
create index on variant_persisted_query_list (list_id);
