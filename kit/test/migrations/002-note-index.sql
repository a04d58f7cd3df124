create index note_tenant on note (tenant_id);
