create table note (id int primary key, tenant_id text not null, body text not null);
alter table note enable row level security;
alter table note force row level security;
create policy tenant on note
  using (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*')
  with check (tenant_id = current_setting('app.tenant', true) or current_setting('app.tenant', true) = '*');
