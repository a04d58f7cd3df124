-- When a text was last kept by somebody: it stays for a while though nothing refers to it any more.
alter table document add column kept_at timestamptz not null default now();

create index on launch (supergraph_hash);
create index on launch (api_hash);
create index on launch using gin (inputs jsonb_path_ops);
create index on subgraph (sdl_hash);
