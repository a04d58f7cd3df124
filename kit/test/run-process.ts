import { crash, type Part, run, stopSignal } from '../src/run.ts';

// A process for run.test.ts: the budget in milliseconds, then parts as `name` or `name:fault`; what happens to them is
// written to stderr.
const faults: Readonly<Record<string, Partial<Part>>> = {
  'start-fails': { start: () => Promise.reject(new Error('no port')) },
  'start-hangs': { start: () => new Promise(() => undefined) },
  'stop-fails': { stop: () => Promise.reject(new Error('already gone')) },
  'stop-hangs': { stop: () => new Promise(() => undefined) },
  'stop-takes-a-moment': { stop: () => new Promise((resolve) => setTimeout(resolve, 200)) },
  'leaves-a-timer': { start: async () => void setInterval(() => undefined, 60_000) },
  crashes: { start: async () => void setImmediate(() => crash(new Error('lost the broker'))) },
  throws: {
    start: async () =>
      void setImmediate(() => {
        throw new Error('a bug');
      }),
  },
};

function createPart(description: string): Part {
  const [name = '', fault = ''] = description.split(':');
  const step = (verb: 'start' | 'stop') => async () => {
    console.error(`${verb} ${name}`);
    await faults[fault]?.[verb]?.();
  };
  return { name, start: step('start'), stop: step('stop') };
}

const last: Part = {
  name: 'last',
  start: async () => console.error('running'),
  stop: async () => undefined,
};

const [budgetMs, ...descriptions] = process.argv.slice(2);
await run([...descriptions.map(createPart), last], stopSignal(), Number(budgetMs));
