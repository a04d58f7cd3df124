export { type ClickHouseAddress, openClickHouse } from './clickhouse.ts';
export { createFactStore, type FactStore } from './facts.ts';
export { clickHousePart } from './part.ts';
export { createReportStore, type Dimension, type ReportStore, type Stat } from './reports.ts';
