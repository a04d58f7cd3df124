create table notification (
  id uuid primary key,
  organization_id text not null,
  user_id text not null,
  kind text not null,
  title text not null,
  body text not null,
  invoice_id text,
  event_id text not null,
  created_at timestamptz not null,
  read_at timestamptz,
  unique (user_id, event_id)
);
create index notification_of_user on notification (organization_id, user_id, id desc);
create index notification_unread on notification (organization_id, user_id, id desc) where read_at is null;
create index notification_age on notification (created_at);
create index notification_of_invoice on notification (organization_id, invoice_id, user_id, id desc);

create table preference (
  organization_id text not null,
  user_id text not null,
  kinds text[] not null,
  email_kinds text[] not null,
  primary key (organization_id, user_id)
);

create table webhook (
  id uuid primary key,
  organization_id text not null,
  url text not null,
  kinds text[] not null,
  secret text not null,
  created_at timestamptz not null,
  failed_deliveries integer not null default 0
);
create index webhook_of_organization on webhook (organization_id, created_at);

-- What leaves the house. A row is leased while it is being sent, so that a sender that dies leaves it to the next.
create table delivery (
  id uuid primary key,
  organization_id text not null,
  channel text not null check (channel in ('email', 'webhook')),
  recipient text not null,
  message jsonb not null,
  attempts integer not null default 0,
  due_at timestamptz not null,
  state text not null default 'pending' check (state in ('pending', 'done', 'failed')),
  last_error text
);
create index delivery_due on delivery (due_at) where state = 'pending';
create index delivery_ended on delivery (due_at) where state <> 'pending';

do $$
declare t text;
begin
  foreach t in array array['notification', 'preference', 'webhook', 'delivery'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy tenant on %I using (organization_id = current_setting(''app.tenant'', true) or current_setting(''app.tenant'', true) = ''*'')'
      ' with check (organization_id = current_setting(''app.tenant'', true) or current_setting(''app.tenant'', true) = ''*'')', t);
  end loop;
end $$;
