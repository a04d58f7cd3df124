import { readdir, readFile } from 'node:fs/promises';
import type { ClickHouseClient } from '@clickhouse/client';

/**
 * Runs every statement of the folder's SQL files in order. Each one says `if not exists`: ClickHouse has no
 * transactions for them, so several replicas may run them at once and a half-done run is simply done again.
 */
export async function migrate(client: ClickHouseClient, folder: URL): Promise<void> {
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()) {
    const sql = (await readFile(new URL(file, folder), 'utf8')).replaceAll(/^--.*$/gm, '');
    for (const query of sql.split(';').map((statement) => statement.trim())) {
      if (query !== '') await client.command({ query });
    }
  }
}
