-- Ids are text: a caller's nonsense then finds nothing instead of failing to parse.

create table organization (
  id text primary key,
  name text not null,
  tier text not null check (tier in ('free', 'pro', 'enterprise')),
  created_at timestamptz not null
);

-- The primary key holds across tenants: an RFC is owned by one organisation.
create table taxpayer (
  rfc text primary key,
  tenant_id text not null references organization (id)
);
create index taxpayer_tenant on taxpayer (tenant_id);

create table app_user (
  id text primary key,
  tenant_id text not null references organization (id),
  email text not null,
  password_hash text not null,
  name text not null,
  role text not null check (role in ('admin', 'analyst', 'viewer')),
  status text not null check (status in ('active', 'suspended', 'deleted')),
  version integer not null,
  created_at timestamptz not null,
  unique (tenant_id, id)
);
-- Across tenants too. A deleted user's address is free again.
create unique index app_user_email on app_user (lower(email)) where status <> 'deleted';
create index app_user_of_tenant on app_user (tenant_id, created_at, id) where status <> 'deleted';

-- A session is the family of the refresh tokens that follow from one login. The keys carry the tenant, so that no row
-- can point into another one's.
create table session (
  id text primary key,
  tenant_id text not null,
  user_id text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text check (revoked_reason in ('LOGOUT', 'TOKEN_REUSED', 'USER_NOT_ACTIVE')),
  unique (tenant_id, id),
  foreign key (tenant_id, user_id) references app_user (tenant_id, id)
);
create index session_of_user on session (tenant_id, user_id);

create table refresh_token (
  hash bytea primary key,
  tenant_id text not null,
  session_id text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (tenant_id, session_id) references session (tenant_id, id) on delete cascade
);
create index refresh_token_of_session on refresh_token (tenant_id, session_id, expires_at);

alter table organization enable row level security;
alter table organization force row level security;
create policy tenant on organization
  using (id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*');

alter table taxpayer enable row level security;
alter table taxpayer force row level security;
create policy tenant on taxpayer
  using (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*');

alter table app_user enable row level security;
alter table app_user force row level security;
create policy tenant on app_user
  using (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*');

alter table session enable row level security;
alter table session force row level security;
create policy tenant on session
  using (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*');

alter table refresh_token enable row level security;
alter table refresh_token force row level security;
create policy tenant on refresh_token
  using (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*');

-- No tenant below this line: failures belong to an address that may be nobody's, signing keys to the whole house.

-- Keyed by SHA-256 of the address, so that a list of mistyped addresses is not kept.
create table login_failure (
  email_hash text primary key,
  failures integer not null,
  started_at timestamptz not null
);
create index login_failure_age on login_failure (started_at);

-- Life of a key: published (next), signing (current), retired; a retired one is published until its tokens have ended.
create table signing_key (
  kid text primary key,
  public_jwk jsonb not null,
  sealed_private_jwk bytea not null,
  published_at timestamptz not null,
  signing_since timestamptz,
  retired_at timestamptz
);
create unique index signing_key_next on signing_key ((true)) where signing_since is null;
create unique index signing_key_current on signing_key ((true)) where signing_since is not null and retired_at is null;
