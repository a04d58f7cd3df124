-- Texts, once each: schemas and supergraphs, by the SHA-256 of their UTF-8 in hex.
create table document (
  hash text primary key,
  text text not null
);

create table graph (
  id text primary key,
  title text not null,
  settings jsonb not null default '{}',
  created_at timestamptz not null
);

create table variant (
  graph_id text not null references graph on delete cascade,
  name text not null,
  kind text not null check (kind in ('federated', 'monolith', 'contract')),
  source_variant text,
  filter jsonb,
  base_variant text,
  expires_at timestamptz,
  revision bigint not null default 0,
  current_launch_id uuid,
  latest_launch_id uuid,
  readme text not null default '',
  readme_at timestamptz,
  settings jsonb not null default '{}',
  created_at timestamptz not null,
  primary key (graph_id, name),
  foreign key (graph_id, source_variant) references variant,
  check ((kind = 'contract') = (source_variant is not null and filter is not null))
);
create index on variant (expires_at) where expires_at is not null;
create index on variant (graph_id, source_variant) where source_variant is not null;

create table subgraph (
  graph_id text not null,
  variant text not null,
  name text not null,
  url text not null,
  sdl_hash text not null references document,
  updated_at timestamptz not null,
  primary key (graph_id, variant, name),
  foreign key (graph_id, variant) references variant on delete cascade
);

-- Never changed: what became of it later is another launch.
create table launch (
  id uuid primary key,
  graph_id text not null,
  variant text not null,
  number integer not null,
  status text not null check (status in ('succeeded', 'failed')),
  cause text not null,
  actor text not null,
  created_at timestamptz not null,
  -- No reference: what it repeats may be of a variant that is removed since.
  source_launch_id uuid,
  inputs jsonb not null,
  composition_version text,
  supergraph_hash text references document,
  api_hash text references document,
  errors jsonb not null default '[]',
  hints jsonb not null default '[]',
  git jsonb,
  signature text,
  unique (graph_id, variant, number),
  foreign key (graph_id, variant) references variant on delete cascade,
  check ((status = 'succeeded') = (api_hash is not null))
);
alter table variant add foreign key (current_launch_id) references launch deferrable initially deferred;
alter table variant add foreign key (latest_launch_id) references launch deferrable initially deferred;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end
$$;
create trigger launch_is_immutable before update on launch for each row execute function refuse_change();

create table api_key (
  id text primary key,
  name text not null,
  type text not null,
  grants jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index on api_key (created_at, id);

-- Of a key's secret only its SHA-256 is kept. While a key is being replaced it has two.
create table api_key_secret (
  hash text primary key,
  key_id text not null references api_key,
  masked text not null,
  created_at timestamptz not null,
  expires_at timestamptz
);
create index on api_key_secret (key_id);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  graph_id text,
  variant text,
  details jsonb not null default '{}'
);
create index on audit (graph_id, id);
create trigger audit_is_append_only before update or delete on audit for each row execute function refuse_change();
create trigger audit_is_never_emptied before truncate on audit for each statement execute function refuse_change();
