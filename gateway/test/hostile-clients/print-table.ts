import { attempt, campaigns, row } from './attacks.ts';
import { startMeasured } from './measured-gateway.ts';

const costs: number[] = [];
for (const { yaml, kinds } of campaigns) {
  const target = await startMeasured(yaml);
  for (const [kind, list] of Object.entries(kinds)) {
    console.log(`\n${kind}`);
    for (const attack of list) {
      const finding = await attempt(target, attack);
      costs.push(finding.cpuMs);
      console.log(`  ${row(finding)}${finding.outcome === attack.expected ? '' : `  expected ${attack.expected}`}`);
    }
  }
  const { rssBytes } = await target.measure('collected');
  console.log(`\n${Math.round(rssBytes / 2 ** 20)} MiB resident after them`);
  await target.stop();
}
console.log(`${costs.length} attacks, ${costs.filter((cost) => cost >= 50).length} of 50 ms of CPU and more`);
