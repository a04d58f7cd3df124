import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { log, type Part } from '@fiscal/kit';
import { metrics } from '@opentelemetry/api';
import { request } from 'undici';
import type { Answer, Correlated } from '../../request.ts';
import { saidIn } from '../client-name.ts';
import { outcomeOf } from '../request-metrics.ts';
import { encodeReport, type Reporter } from './encode-report.ts';
import { bucketOf } from './latency-buckets.ts';
import { createUsageCounts } from './usage-counts.ts';

const everyMs = 10_000;
const timeoutMs = 10_000;
/** Reports that wait for the registry to come back: five minutes of them, and packed no more than so much. */
const mostWaiting = 30;
const mostWaitingBytes = 32 * 1024 * 1024;
const pack = promisify(gzip);

const meter = metrics.getMeter('@fiscal/gateway');
const dropped = meter.createCounter('gateway.usage.dropped', {
  description:
    'Requests that are in no usage report, or in one that the registry refused, or did not take for too long',
});

/** Notes a request that was answered. */
export type NoteUsage = (request: Correlated, answer: Answer, durationMs: number) => void;

/**
 * Makes what counts requests by operation and client, and reports them every 10 s as Apollo's routers do. While the
 * registry takes none, reports wait, 30 at the most. Stopping sends what can be sent within `stopMs`.
 */
export function createUsageReporter(
  url: string,
  key: string,
  reporter: Reporter,
  stopMs: number,
  now: () => Date,
): { note: NoteUsage; part: Part } {
  const counts = createUsageCounts(() => dropped.add(1));
  const waiting: { readonly body: Buffer; readonly requests: number }[] = [];
  const ending = new AbortController();
  let waitingBytes = 0;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> | undefined;

  const forget = (isTaken: boolean) => {
    const report = waiting.shift();
    waitingBytes -= report?.body.length ?? 0;
    if (!isTaken) dropped.add(report?.requests ?? 0);
  };
  const collect = async () => {
    const taken = counts.take();
    if (taken.requests === 0) return;
    const body = await pack(encodeReport(reporter, taken, now()));
    waiting.push({ body, requests: taken.requests });
    waitingBytes += body.length;
    while (waiting.length > mostWaiting || waitingBytes > mostWaitingBytes) forget(false);
  };
  const send = async () => {
    await collect();
    for (let [report] = waiting; report; [report] = waiting) {
      const verdict = await post(url, key, report.body, ending.signal);
      if (verdict === 'later') return;
      forget(verdict === 'taken');
    }
  };
  const work = () => send().catch((error: unknown) => log.warn({ err: error }, 'usage reports wait'));
  return {
    note({ headers }, answer, durationMs) {
      const facts = answer.operation?.usage;
      if (!facts) return;
      const client = saidIn(headers['apollographql-client-name']);
      const version = saidIn(headers['apollographql-client-version']);
      const outcome = outcomeOf(answer);
      counts.count(facts, client, version, outcome === 'partial' || outcome === 'refused', bucketOf(durationMs));
    },
    part: {
      name: 'usage reports',
      async start() {
        timer = setInterval(() => {
          // A registry that is slow is not asked to take two at a time; what is counted meanwhile is told the next time.
          turn ??= work().finally(() => {
            turn = undefined;
          });
        }, everyMs);
      },
      async stop() {
        clearInterval(timer);
        const end = setTimeout(() => ending.abort(), stopMs);
        await turn;
        await work();
        clearTimeout(end);
      },
    },
  };
}

/**
 * What became of a report: the registry has taken it, never will, or may be asked again.
 * Errors: an Error when it does not answer.
 */
async function post(
  url: string,
  key: string,
  body: Buffer,
  ending: AbortSignal,
): Promise<'taken' | 'refused' | 'later'> {
  const headers = { 'x-api-key': key, 'content-type': 'application/protobuf', 'content-encoding': 'gzip' };
  const signal = AbortSignal.any([ending, AbortSignal.timeout(timeoutMs)]);
  const answer = await request(url, { method: 'POST', headers, body, signal });
  await answer.body.dump();
  if (answer.statusCode < 300) return 'taken';
  log.warn({ status: answer.statusCode }, 'the registry took no usage report');
  return answer.statusCode < 500 && ![408, 425, 429].includes(answer.statusCode) ? 'refused' : 'later';
}
