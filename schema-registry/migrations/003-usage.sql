-- What clients sent, by signature: the operation with its literals emptied, its parts sorted.
create table usage_operation (
  graph_id text not null,
  variant text not null,
  signature_hash text not null,
  -- Empty for an operation without a name.
  name text not null,
  document text not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  primary key (graph_id, variant, signature_hash),
  foreign key (graph_id, variant) references variant on delete cascade
);

create table usage_hour (
  graph_id text not null,
  variant text not null,
  signature_hash text not null,
  client_name text not null,
  client_version text not null,
  hour timestamptz not null,
  requests bigint not null,
  errors bigint not null,
  primary key (graph_id, variant, hour, signature_hash, client_name, client_version),
  foreign key (graph_id, variant, signature_hash) references usage_operation on delete cascade
);

-- The fields that an operation asks for, `Type.field`.
create table usage_field (
  graph_id text not null,
  variant text not null,
  signature_hash text not null,
  coordinate text not null,
  primary key (graph_id, variant, coordinate, signature_hash),
  foreign key (graph_id, variant, signature_hash) references usage_operation on delete cascade
);

-- Input fields and enum values that came with an operation's variables, where a router tells of them: how often with a
-- value, with null, and not at all (`missing` counts only input fields).
create table usage_input (
  graph_id text not null,
  variant text not null,
  signature_hash text not null,
  coordinate text not null,
  present bigint not null,
  nulls bigint not null,
  missing bigint not null,
  last_seen timestamptz not null,
  primary key (graph_id, variant, signature_hash, coordinate),
  foreign key (graph_id, variant, signature_hash) references usage_operation on delete cascade
);
