import { type Asked, misbehaviours, openNeighbours } from '../test/neighbours.ts';

// What clients of one subgraph feel while another misbehaves, beside what they feel while all is well.
const measureMs = 3_000;
const timeoutMs = 1_000;
const neighbours = await openNeighbours(timeoutMs);
await neighbours.measure(measureMs);
console.log(`p99 in ms; a request has ${timeoutMs} ms\n`);
console.log('the subgraph            others  usually   their CPU  usually   slowest of its own');
for (const [name] of misbehaviours) {
  await neighbours.behave('good');
  const usual = await neighbours.measure(measureMs);
  await neighbours.behave(name);
  const { others, victims } = await neighbours.measure(measureMs);
  const cells = [
    p99(others, 'tookMs'),
    p99(usual.others, 'tookMs'),
    p99(others, 'waitedMs'),
    p99(usual.others, 'waitedMs'),
  ];
  const slowest = Math.max(...victims.map(({ tookMs }) => tookMs));
  console.log(
    `${name.padEnd(20)}${cells.map((ms) => ms.toFixed(1).padStart(10)).join('')}${slowest.toFixed(0).padStart(20)}`,
  );
}
await neighbours.stop();
process.exit();

function p99(asked: readonly Asked[], of: 'tookMs' | 'waitedMs'): number {
  const sorted = asked.map((each) => each[of]).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
}
