-- What the suite's consumers do: one row an event, in the order of their transactions.
create table effect (
  position bigint generated always as identity primary key,
  event_id text not null,
  subject text not null,
  version integer not null
);
