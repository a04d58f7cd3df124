import { readConfig } from '../../src/config/read-config.ts';
import { createGateway } from '../../src/gateway.ts';
import type { Measure } from './measured-gateway.ts';

// A gateway that tells its parent what it has cost: once when it has started, and whenever it is asked.

const { parts, url } = await createGateway(readConfig(process.env, process.env.ROUTER_YAML));
for (const part of parts) await part.start();

function tell(): void {
  const { user, system } = process.cpuUsage();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const cpuMs = (user + system) / 1_000;
  const measure: Measure = { url: url(), cpuMs, heapBytes: heapUsed + arrayBuffers, rssBytes: rss };
  process.send?.(measure);
}

process.on('message', (what) => {
  if (what === 'collected') globalThis.gc?.();
  tell();
});
// Without a parent there is nobody to tell, nor to end it.
process.on('disconnect', () => process.exit());
tell();
