import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { log, type Part } from '@fiscal/kit';
import { metrics } from '@opentelemetry/api';
import { request } from 'undici';
import type { Answer, Correlated } from '../../request.ts';
import { outcomeOf } from '../request-metrics.ts';
import { encodeReport, type Reporter } from './encode-report.ts';
import { bucketOf } from './latency-buckets.ts';
import { createUsageCounts } from './usage-counts.ts';

const everyMs = 10_000;
const timeoutMs = 10_000;
/** Reports that wait for the registry to come back: five minutes of them. */
const mostWaiting = 30;
/** Clients name themselves, and a header may be long. The registry tells them apart by as much. */
const longestName = 255;
const pack = promisify(gzip);

const meter = metrics.getMeter('@fiscal/gateway');
const dropped = meter.createCounter('gateway.usage.dropped', {
  description: 'Requests that are in no usage report: one too many, or the registry took none for too long',
});

/** Notes a request that was answered. */
export type NoteUsage = (request: Correlated, answer: Answer, durationMs: number) => void;

/**
 * Makes what counts requests by operation and client, and reports them every 10 s as Apollo's routers do. While the
 * registry takes none, reports wait, 30 at the most. Stopping sends what is left.
 */
export function createUsageReporter(
  url: string,
  key: string,
  reporter: Reporter,
  now: () => Date,
): { note: NoteUsage; part: Part } {
  const counts = createUsageCounts(() => dropped.add(1));
  const waiting: { readonly body: Buffer; readonly requests: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let turn = Promise.resolve();

  const collect = async () => {
    const taken = counts.take();
    if (taken.requests === 0) return;
    waiting.push({ body: await pack(encodeReport(reporter, taken, now())), requests: taken.requests });
    if (waiting.length > mostWaiting) dropped.add(waiting.shift()?.requests ?? 0);
  };
  const send = async () => {
    await collect();
    for (let [report] = waiting; report; [report] = waiting) {
      if (!(await post(url, key, report.body))) return;
      waiting.shift();
    }
  };
  const work = () => send().catch((error: unknown) => log.warn({ err: error }, 'usage reports wait'));
  return {
    note({ headers }, answer, durationMs) {
      const facts = answer.operation?.usage;
      if (!facts) return;
      const client = textOf(headers['apollographql-client-name']);
      const version = textOf(headers['apollographql-client-version']);
      const outcome = outcomeOf(answer);
      counts.count(facts, client, version, outcome === 'partial' || outcome === 'refused', bucketOf(durationMs));
    },
    part: {
      name: 'usage reports',
      async start() {
        timer = setInterval(() => {
          turn = turn.then(work);
        }, everyMs);
      },
      async stop() {
        clearInterval(timer);
        await turn;
        await work();
      },
    },
  };
}

/**
 * Whether the registry has taken a report, or never will: what it refuses for good is dropped, and said.
 * Errors: an Error when it does not answer.
 */
async function post(url: string, key: string, body: Buffer): Promise<boolean> {
  const headers = { 'x-api-key': key, 'content-type': 'application/protobuf', 'content-encoding': 'gzip' };
  const signal = AbortSignal.timeout(timeoutMs);
  const answer = await request(url, { method: 'POST', headers, body, signal });
  await answer.body.dump();
  if (answer.statusCode < 300) return true;
  log.warn({ status: answer.statusCode }, 'the registry took no usage report');
  const isForGood = answer.statusCode < 500 && ![408, 425, 429].includes(answer.statusCode);
  return isForGood;
}

function textOf(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header.slice(0, longestName) : '';
}
