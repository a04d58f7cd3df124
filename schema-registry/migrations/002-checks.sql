-- A check of a proposed change. What it found stays as it was; how it stands follows from that and from approvals.
create table check_workflow (
  id uuid primary key,
  graph_id text not null,
  variant text not null,
  family text not null,
  subgraph text,
  status text not null check (status in ('PENDING', 'PASSED', 'FAILED')),
  branch text not null,
  git jsonb,
  actor text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  deadline_at timestamptz not null,
  held_until timestamptz,
  outcome jsonb,
  -- Fingerprints of all that fails it, approved or not.
  failing text[] not null default '{}',
  foreign key (graph_id, variant) references variant on delete cascade,
  check ((status = 'PENDING') = (outcome is null))
);
create index on check_workflow (graph_id, variant, created_at desc);
create index on check_workflow (graph_id, family, branch, created_at desc) where failing <> '{}';
create index on check_workflow (created_at);

-- What a check that goes on was given, and until when one process is at it. Gone when it is done.
create table check_work (
  workflow_id uuid primary key references check_workflow on delete cascade,
  input jsonb not null,
  leased_until timestamptz not null
);
create index on check_work (leased_until);

-- Never removed, only revoked: who let pass what, and why.
create table check_approval (
  id uuid primary key,
  graph_id text not null references graph on delete cascade,
  family text not null,
  branch text not null,
  fingerprint text not null,
  description text not null,
  reason text not null,
  approved_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  revoked_by text
);
create index on check_approval (graph_id, family, branch, created_at desc);
create unique index on check_approval (graph_id, family, branch, fingerprint) where revoked_at is null;

-- What services promise besides their part of the graph: what is published, and what a commit proposes.
create table service_contract (
  graph_id text not null,
  variant text not null,
  subgraph text not null,
  protos jsonb,
  events jsonb,
  updated_at timestamptz not null,
  updated_by text not null,
  primary key (graph_id, variant, subgraph),
  foreign key (graph_id, variant) references variant on delete cascade
);

create table proposed_contract (
  graph_id text not null,
  variant text not null,
  subgraph text not null,
  commit text not null,
  protos jsonb,
  events jsonb,
  created_at timestamptz not null,
  primary key (graph_id, variant, subgraph, commit),
  foreign key (graph_id, variant) references variant on delete cascade
);
create index on proposed_contract (created_at);
