import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { contenders } from './contenders.ts';
import type { Gauge } from './gauge.ts';
import { drive, type Outcome } from './load.ts';
import { startContender } from './process.ts';
import { openShop } from './shop/open.ts';
import { shapes } from './shop/operations.ts';

// The router at a share of what it can do, with a new supergraph every half minute: heap and handles stay flat, and no
// request fails.
const { values: args } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, load: { type: 'string', default: '0.7' } },
});
const minutes = Number(args.minutes);
const reloadMs = 30_000;
const connections = 16;

const shop = await openShop();
const [contender] = contenders(shop.setting);
if (!contender) throw new Error('there is no router to watch');
const gauges: Gauge[] = [];
let written = 0;
const router = await startContender(contender, {
  flags: ['--expose-gc', '--import', fileURLToPath(new URL('gauge.ts', import.meta.url))],
  onMessage: (message) => gauges.push(message as Gauge),
});
const load = { url: router.url, headers: shop.headers, body: mixedBody, connections };
const full = await drive({ ...load, seconds: 10 });
const rate = (full.requests / 10) * Number(args.load);
console.log(`at most ${(full.requests / 10).toFixed(0)} requests/s; ${rate.toFixed(0)}/s for ${minutes} minutes`);
const stopReloading = reloadEvery(shop.setting.supergraphPath, reloadMs);
const total = { requests: 0, failed: 0 };
for (let minute = 1; minute <= minutes; minute++) report(minute, await drive({ ...load, seconds: 60, rate }));
stopReloading();
console.log(`${total.requests} requests, ${total.failed} failed, ${written} reloads`);
router.stop();
await shop.close();
process.exit(total.failed === 0 ? 0 : 1);

/** All three shapes in turn, with variables that change. */
function mixedBody(n: number): string {
  const { query, variables } = shapes[n % shapes.length] as (typeof shapes)[number];
  return JSON.stringify({ query, variables: variables(n) });
}

function report(minute: number, { requests, failed, p50, p99 }: Outcome): void {
  total.requests += requests;
  total.failed += failed;
  const gauge = gauges.at(-1);
  const megabytes = (bytes = 0) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const handles = Object.values(gauge?.handles ?? {}).reduce((sum, count) => sum + count, 0);
  const late = Math.max(0, ...gauges.slice(-6).map(({ lateMs }) => lateMs));
  console.log(
    `${`${minute}`.padStart(3)} min  ${requests} requests  ${failed} failed  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  ` +
      `heap ${megabytes(gauge?.heap)}  rss ${megabytes(gauge?.rss)}  handles ${handles}  loop late ${late.toFixed(1)} ms`,
  );
}

/** Writes the supergraph anew with another description of its first type, so that it is another graph. */
function reloadEvery(path: string, everyMs: number): () => void {
  const text = readFileSync(path, 'utf8');
  const timer = setInterval(() => {
    written += 1;
    writeFileSync(path, text.replace('type Query', `"""The shop, ${written}."""\ntype Query`));
  }, everyMs);
  return () => clearInterval(timer);
}
