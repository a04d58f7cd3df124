import { createHistogram, type Series } from '@fiscal/kit/tracing';
import { metrics } from '@opentelemetry/api';
import type { Answer, Correlated } from '../request.ts';
import { saidIn } from './client-name.ts';
import { createLabelBound } from './labels.ts';

const meter = metrics.getMeter('@fiscal/gateway');
const duration = createHistogram('@fiscal/gateway', 'gateway.request.duration', {
  description: 'By operation and client',
  unit: 'ms',
});
const refusals = meter.createCounter('gateway.request.refusals', { description: 'Requests without data, by code' });

const maxOperations = 500;
const maxClients = 50;
const maxVersions = 100;
const maxCodes = 200;

/** Notes requests: how long each took, whose it was, and why those failed that gave no data. */
export function createRequestMetrics(): (request: Correlated, answer: Answer, durationMs: number) => void {
  const operations = createLabelBound(maxOperations);
  const clients = createLabelBound(maxClients);
  const versions = createLabelBound(maxVersions);
  const codes = createLabelBound(maxCodes);
  // The same few sets of labels over and over: making one costs more than finding it.
  const known = new Map<string, Series>();
  const seriesOf = (outcome: string, transport: string, operation: Operation, client: string, version: string) => {
    const labels = {
      outcome,
      transport,
      type: operation?.type ?? 'none',
      operation: operations(operation?.name ?? ''),
      client: clients(client),
      version: versions(version),
    };
    const key = Object.values(labels).join('\n');
    const found = known.get(key);
    if (found) return found;
    const series = duration(labels);
    if (known.size < maxOperations * maxClients) known.set(key, series);
    return series;
  };
  const recent = createRecent(seriesOf);
  return (request, answer, durationMs) => {
    const outcome = outcomeOf(answer);
    recent(request, answer.operation, outcome).record(durationMs);
    if (outcome === 'refused') refusals.add(1, { code: codes(codeOf(answer)) });
  };
}

type Operation = Answer['operation'];
type SeriesOf = (outcome: string, transport: string, operation: Operation, client: string, version: string) => Series;
type Recent = {
  readonly outcome: string;
  readonly transport: string;
  readonly client: string;
  readonly version: string;
  readonly series: Series;
};

/** Finds at once what the last request for the same document was counted in: the next one mostly is of the same client. */
function createRecent(seriesOf: SeriesOf) {
  const last = new WeakMap<object, Recent>();
  const unknown = {};
  return ({ transport, headers }: Correlated, operation: Operation, outcome: string): Series => {
    const client = saidIn(headers['apollographql-client-name']);
    const version = saidIn(headers['apollographql-client-version']);
    const of = operation ?? unknown;
    const known = last.get(of);
    if (
      known?.outcome === outcome &&
      known.transport === transport &&
      known.client === client &&
      known.version === version
    )
      return known.series;
    const series = seriesOf(outcome, transport, operation, client, version);
    last.set(of, { outcome, transport, client, version, series });
    return series;
  };
}

/** `ok`, `partial` (data, and errors), `refused` (no data) or `stream`. */
export function outcomeOf({ result }: Answer): 'ok' | 'partial' | 'refused' | 'stream' {
  if (Symbol.asyncIterator in result) return 'stream';
  if (result.errors === undefined) return 'ok';
  return result.data === undefined ? 'refused' : 'partial';
}

/** The code of the first error. */
export function codeOf({ result }: Answer): string {
  return 'errors' in result ? String(result.errors?.[0]?.extensions?.code ?? '') : '';
}
