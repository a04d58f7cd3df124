import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { contenders } from './contenders.ts';
import { printHalfLoad } from './half-load.ts';
import { drive } from './load.ts';
import { installPeers } from './peers.ts';
import { cpuSeconds, type Running, startContender } from './process.ts';
import { median, printTable, type Run } from './report.ts';
import { openShop, type Shop } from './shop/open.ts';
import { type Shape, shapes } from './shop/operations.ts';

const connections = 16;
/** Before each measurement: what is compiled by use is compiled by then. */
const warmSeconds = 2;
const { values: args } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    shapes: { type: 'string', default: 'small,hop,heavy' },
    distinct: { type: 'boolean', default: false },
    half: { type: 'boolean', default: false },
  },
});
const seconds = Number(args.seconds);
const rounds = Number(args.rounds);

installPeers();
const shop = await openShop();
const wanted = contenders(shop.setting).filter(({ name }) => !args.only || args.only.split(',').includes(name));
const chosen = shapes.filter(({ name }) => args.shapes.split(',').includes(name));
const results = new Map<string, Run[]>();
for (const shape of chosen) {
  const running = await Promise.all(
    wanted.filter(({ only }) => !only || only === shape.name).map((each) => startContender(each)),
  );
  await compareAnswers(shape, running);
  // A B A B: what else happens on the machine hits all of them alike.
  for (let round = 0; round < rounds; round++) {
    for (const contender of running) {
      const key = `${shape.name}\n${contender.name}`;
      results.set(key, [...(results.get(key) ?? []), await measure(shape, contender, shop)]);
    }
  }
  printTable(
    shape.name,
    running.map(({ name }) => ({ name, runs: results.get(`${shape.name}\n${name}`) ?? [] })),
  );
  if (args.half) for (const contender of running) await measureAtHalf(shape, contender);
  for (const { stop } of running) stop();
}
await shop.close();
process.exit();

async function measure(shape: Shape, { url, pid }: Running, { headers }: Shop): Promise<Run> {
  const body = bodyOf(shape, args.distinct);
  const load = { url, headers, body, connections };
  await drive({ ...load, seconds: warmSeconds });
  const before = cpuSeconds(pid);
  const { requests, failed, p50, p99 } = await drive({ ...load, seconds });
  const used = cpuSeconds(pid) - before;
  return { perCpuSecond: requests / used, busy: used / seconds, failed, p50, p99 };
}

/** At half of what the contender was measured at. Its subgraphs stand for what any answer has to wait for. */
async function measureAtHalf(shape: Shape, { name, url, pid }: Running): Promise<void> {
  const [small = shape] = shapes;
  const runs = results.get(`${shape.name}\n${name}`) ?? [];
  await printHalfLoad({
    title: `${shape.name}, ${name}`,
    pid,
    contender: { url, headers: shop.headers, body: bodyOf(shape, args.distinct) },
    subgraph: { url: new URL(shop.setting.subgraphUrl), headers: {}, body: bodyOf(small, args.distinct) },
    fetches: shape.fetches,
    rate: median(runs.map(({ perCpuSecond }) => perCpuSecond)) / 2,
    seconds,
    rounds,
  });
}

function bodyOf({ query, variables }: Shape, distinct: boolean): (n: number) => string {
  const same = JSON.stringify({ query, variables: variables(0) });
  return distinct ? (n) => JSON.stringify({ query, variables: variables(n) }) : () => same;
}

/** Everybody gives the right answer, or nothing is measured. */
async function compareAnswers(shape: Shape, running: readonly Running[]): Promise<void> {
  const right = await shop.rightAnswer(shape);
  let equal = 0;
  for (const { name, url } of running) {
    const answer = await ask(shape, url);
    if (answer === right) equal += 1;
    if (canonical(answer) === canonical(right)) continue;
    writeFileSync('bench-difference.log', `${right}\n${answer}\n`);
    throw new Error(`${name} does not give the right answer: see bench-difference.log`);
  }
  console.log(`${shape.name}: ${right.length} bytes; ${equal} of ${running.length} equal byte for byte, all as JSON`);
}

async function ask(shape: Shape, url: URL): Promise<string> {
  const headers = { 'content-type': 'application/json', ...shop.headers };
  const response = await fetch(url, { method: 'POST', headers, body: bodyOf(shape, false)(0) });
  return (await response.text()).trim();
}

function canonical(text = ''): string {
  const sorted = (_key: string, value: unknown) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(JSON.parse(text).data, sorted);
}
