import type { ClickHouseClient } from '@clickhouse/client';
import { type Part, Refusal } from '@fiscal/kit';
import { migrate } from './migrate.ts';

/** ClickHouse as a part of the service: its tables are made at start; it is ready while it answers. */
export function clickHousePart(client: ClickHouseClient, migrations: URL): Part {
  return {
    name: 'clickhouse',
    start: () => migrate(client, migrations),
    stop: () => client.close(),
    async ready() {
      const answer = await client.ping();
      if (!answer.success) throw new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'ClickHouse does not answer');
    },
  };
}
