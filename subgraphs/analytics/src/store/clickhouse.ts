import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';

/** Where the figures are kept: a server, or a folder that ClickHouse in this process keeps its files in. */
export type ClickHouseAddress = { readonly url: string } | { readonly folder: string };

const requestTimeoutMs = 30_000;
/** Its own log is text on standard output; what fails is told by errors. */
const log = { level: ClickHouseLogLevel.OFF };
const missing =
  'Analytics needs ClickHouse: set CLICKHOUSE_URL to a server, or install the optional package chdb ' +
  '(npm install --include=optional; Linux and macOS only).';

/**
 * A ClickHouse client; the same one for a server and for the engine in this process (chdb).
 * Errors: says plainly what is missing when the engine is asked for and not installed.
 */
export async function openClickHouse(address: ClickHouseAddress): Promise<ClickHouseClient> {
  if ('url' in address) return createClient({ url: address.url, request_timeout: requestTimeoutMs, log });
  const { createChdbConnection } = await importEngine();
  return createClient({ connection: createChdbConnection({ path: address.folder }), log });
}

type Engine = { createChdbConnection(options: { path: string }): Connection };
type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

/** The optional dependency's name is a value, so that the code type-checks where it is not installed. */
async function importEngine(engine = 'chdb/connection'): Promise<Engine> {
  try {
    return await import(engine);
  } catch (cause) {
    throw new Error(missing, { cause });
  }
}
