import { metrics } from '@opentelemetry/api';
import type { Answer, Correlated } from '../request.ts';
import { createLabelBound } from './labels.ts';

const meter = metrics.getMeter('@fiscal/gateway');
const duration = meter.createHistogram('gateway.request.duration', {
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
  const known = new Map<string, Record<string, string>>();
  const labelsOf = (request: Correlated, { operation }: Answer, outcome: string) => {
    const name = operations(operation?.name ?? '');
    const client = clients(textOf(request.headers['apollographql-client-name']));
    const version = versions(textOf(request.headers['apollographql-client-version']));
    const type = operation?.type ?? 'none';
    const { transport } = request;
    const key = `${outcome}\n${transport}\n${type}\n${name}\n${client}\n${version}`;
    const found = known.get(key);
    if (found) return found;
    const labels = { outcome, transport, type, operation: name, client, version };
    if (known.size < maxOperations * maxClients) known.set(key, labels);
    return labels;
  };
  return (request, answer, durationMs) => {
    const outcome = outcomeOf(answer);
    duration.record(durationMs, labelsOf(request, answer, outcome));
    if (outcome === 'refused') refusals.add(1, { code: codes(codeOf(answer)) });
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

function textOf(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}
