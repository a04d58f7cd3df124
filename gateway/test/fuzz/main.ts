import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { log } from '@fiscal/kit';
import { difference } from './compare.ts';
import { createCompiledRouter } from './compiled-router.ts';
import { writeFixture } from './fixture.ts';
import { askRouter, type Difference, fuzz, type Tally } from './fuzz.ts';
import { askMonolith } from './monolith.ts';
import { shrink } from './shrink.ts';
import { createStockRouter } from './stock-router.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    router: { type: 'string', default: 'compiled' },
    /** Operations per composed graph: composing is what takes long. */
    operations: { type: 'string', default: '40' },
    /** Where shrunken counter-examples go. */
    out: { type: 'string', default: 'fuzz-found' },
    /** Graphs to pass over, those that do not compose included: where an earlier run found something. */
    skip: { type: 'string', default: '0' },
    /** How many of them are shrunk. */
    shrunk: { type: 'string', default: '10' },
  },
});
const createRouter = values.router === 'stock' ? createStockRouter : createCompiledRouter;
const shrinkMs = 120_000;
const reportMs = 10_000;

// Injected faults would fill it.
log.level = 'silent';
const startedAt = Date.now();
let reportedAt = startedAt;
const kept = new Map<string, Difference>();

const tally = await fuzz({
  cases: Number(values.cases),
  seed: Number(values.seed),
  operationsPerGraph: Number(values.operations),
  skip: Number(values.skip),
  createRouter,
  onGraph: (soFar) => {
    if (Date.now() - reportedAt < reportMs) return;
    reportedAt = Date.now();
    console.log(lineOf(soFar));
  },
  onDifference: (found) => {
    console.log(`difference:\n${found.what}\n${found.operation.text}`);
    const kind = kindOf(found.what);
    if (!kept.has(kind) && kept.size < Number(values.shrunk)) kept.set(kind, found);
  },
});
let nth = 0;
for (const [kind, found] of kept) await keep(kind, found, `${values.seed}-${nth++}`);
console.log(lineOf(tally));
console.log(`differences: ${tally.differences}`);
process.exitCode = tally.differences === 0 ? 0 : 1;

/** Shrinks a counter-example and writes it as a fixture. */
async function keep(kind: string, { graph, operation }: Difference, name: string): Promise<void> {
  const shows = async (one: Pick<Difference, 'graph' | 'operation'>, ground: Parameters<typeof createRouter>[0]) => {
    const expected = await askMonolith(ground, one.graph, one.operation);
    const what = difference(expected, await askRouter(ground, one.graph, createRouter(ground), one.operation));
    if (what === undefined || kindOf(what) !== kind) return undefined;
    return writeFixture(what.split('\n', 1)[0]?.slice(0, 60) ?? name, one.graph, one.operation, expected);
  };
  let text = '';
  await shrink(
    { graph, operation },
    async (one, ground) => {
      const written = await shows(one, ground);
      if (written !== undefined) text = written;
      return written !== undefined;
    },
    Date.now() + shrinkMs,
  );
  if (!text) return;
  await mkdir(values.out, { recursive: true });
  const file = join(values.out, `${name}.yaml`);
  await writeFile(file, text);
  console.log(`kept as ${file}`);
}

/** What two differences of one cause probably have in common. */
function kindOf(what: string): string {
  const [, message = ''] = /but got errors .*?"message":"((?:[^"\\]|\\.){0,80})/.exec(what) ?? [];
  return what.slice(0, 5) + message.replace(/[0-9]/g, '').replace(/User|Product|Order|Store/g, 'Type');
}

function lineOf({ cases, graphs, discarded, withErrors, differences }: Readonly<Tally>): string {
  const seconds = (Date.now() - startedAt) / 1000;
  const rate = (cases / seconds).toFixed(1);
  return `${cases} cases (${rate}/s) on ${graphs} graphs, ${discarded} did not compose, ${withErrors} cases with errors, ${differences} differences`;
}
