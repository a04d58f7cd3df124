import { attacks, attempt, row } from './attacks.ts';
import { startMeasured } from './measured-gateway.ts';

const target = await startMeasured('');
const costs: number[] = [];
for (const [kind, list] of Object.entries(attacks)) {
  console.log(`\n${kind}`);
  for (const attack of list) {
    const finding = await attempt(target, attack);
    costs.push(finding.cpuMs);
    console.log(`  ${row(finding)}${finding.outcome === attack.expected ? '' : `  expected ${attack.expected}`}`);
  }
}
const { rssBytes } = await target.measure('collected');
const dear = costs.filter((cost) => cost >= 50).length;
console.log(`\n${costs.length} attacks, ${dear} of 50 ms and more, ${Math.round(rssBytes / 2 ** 20)} MiB resident`);
await target.stop();
