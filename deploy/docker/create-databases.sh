#!/bin/sh
# Run by the postgres image on an empty volume: a database a service, each owned by a role of its own that is no superuser.
set -eu
for name in auth invoice_0 invoice_1 notification registry; do
  psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --set name="$name" --set password="$SERVICE_PASSWORD" <<'SQL'
create role :"name" login nosuperuser password :'password';
create database :"name" owner :"name";
SQL
done
