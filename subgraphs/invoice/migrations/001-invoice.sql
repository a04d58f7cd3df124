-- Ids are compared byte by byte (collation C), here and in the service, which merges the pages of several shards.
create table invoice (
  id text collate "C" primary key,
  tenant_id text not null,
  status text not null,
  version integer not null check (version > 0),
  issuer_rfc text collate "C" not null,
  checksum text not null,
  size_bytes integer not null,
  uuid text collate "C",
  type text,
  series text,
  folio text,
  issuer_name text,
  receiver_rfc text,
  receiver_name text,
  issued_at text collate "C",
  currency text,
  subtotal numeric,
  discount numeric,
  taxes_transferred numeric,
  taxes_withheld numeric,
  total numeric,
  created_by text not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  -- When processing is taken up again if nothing has moved the invoice until then.
  resume_at timestamptz(3) not null
);
create index invoice_newest on invoice (tenant_id, created_at desc, id desc);
create index invoice_newest_of_status on invoice (tenant_id, status, created_at desc, id desc);
create index invoice_newest_of_issuer on invoice (tenant_id, issuer_rfc, created_at desc, id desc);
create index invoice_issued on invoice (tenant_id, issued_at);
create index invoice_changed on invoice (tenant_id, updated_at, id);
create index invoice_changed_of_all on invoice (updated_at, id);
create index invoice_resume on invoice (resume_at) where status in ('PENDING', 'PROCESSING', 'VALIDATED');
create index invoice_uuid on invoice (tenant_id, upper(uuid)) where uuid is not null;
-- An organisation keeps a document once. Rejected and failed ones do not stand in the way of a better one.
create unique index invoice_uuid_once on invoice (tenant_id, upper(uuid))
  where uuid is not null and status not in ('REJECTED', 'FAILED');

create table invoice_transition (
  invoice_id text collate "C" not null references invoice (id),
  version integer not null,
  tenant_id text not null,
  from_status text,
  to_status text not null,
  at timestamptz(3) not null,
  actor text not null,
  primary key (invoice_id, version)
);

create table invoice_finding (
  invoice_id text collate "C" not null references invoice (id),
  position integer not null,
  tenant_id text not null,
  code text not null,
  message text not null,
  path text,
  primary key (invoice_id, position)
);

-- A key belongs to the document it came with. It lies in the shard of the key, which need not be the invoice's.
create table idempotency_claim (
  tenant_id text not null,
  key text collate "C" not null,
  checksum text not null,
  invoice_id text not null,
  created_at timestamptz(3) not null,
  primary key (tenant_id, key)
);

alter table invoice enable row level security;
alter table invoice force row level security;
create policy tenant on invoice
  using (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*')
  with check (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*');

alter table invoice_transition enable row level security;
alter table invoice_transition force row level security;
create policy tenant on invoice_transition
  using (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*')
  with check (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*');

alter table invoice_finding enable row level security;
alter table invoice_finding force row level security;
create policy tenant on invoice_finding
  using (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*')
  with check (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*');

alter table idempotency_claim enable row level security;
alter table idempotency_claim force row level security;
create policy tenant on idempotency_claim
  using (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*')
  with check (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*');
