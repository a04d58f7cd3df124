-- One row per invoice and version; the highest version is the truth, so events may come twice or late.
-- Ordered by day so that a report reads its own day only.
create table if not exists invoice_by_day (
  organization_id String,
  issued_on Date,
  invoice_id String,
  version UInt32,
  status LowCardinality(String),
  document_type LowCardinality(String),
  issuer_rfc String,
  currency LowCardinality(String),
  subtotal Decimal(38, 6),
  taxes_transferred Decimal(38, 6),
  taxes_withheld Decimal(38, 6),
  total Decimal(38, 6),
  occurred_at DateTime64(3, 'UTC')
) engine = ReplacingMergeTree(version)
partition by toYYYYMM(issued_on)
order by (organization_id, issued_on, invoice_id);

-- The same rows ordered by issuer, for a taxpayer's figures.
create table if not exists invoice_by_issuer as invoice_by_day
engine = ReplacingMergeTree(version)
order by (organization_id, issuer_rfc, invoice_id);

create materialized view if not exists invoice_by_issuer_feed to invoice_by_issuer as select * from invoice_by_day;
