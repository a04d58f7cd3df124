import { parseArgs } from 'node:util';
import type { Found } from '../../../test/backends/backend.ts';
import { startDevBroker } from '../../../test/backends/dev-broker.ts';
import { findKafka, type KafkaBackend } from '../../../test/backends/kafka.ts';
import { findRedis, type RedisBackend } from '../../../test/backends/redis.ts';
import { play } from './story.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    clients: { type: 'string', default: '200' },
    events: { type: 'string', default: '10000' },
    faults: { type: 'string', default: '10' },
    rate: { type: 'string', default: '200' },
    brokers: { type: 'string', default: 'dev,kafka' },
    redis: { type: 'boolean', default: true },
  },
});

async function found<B>(backend: Found<B>): Promise<B> {
  if ('missing' in backend) throw new Error(backend.missing);
  return backend.start();
}

const starts: Readonly<Record<string, () => Promise<KafkaBackend>>> = {
  dev: startDevBroker,
  kafka: async () => found(await findKafka()),
};
const size = { clients: Number(values.clients), events: Number(values.events), faults: Number(values.faults) };
let failed = 0;
for (const name of values.brokers.split(',')) {
  for (const seed of values.seeds.split(',').map(Number)) {
    const start = starts[name];
    if (!start) throw new Error(`--brokers is a list of ${Object.keys(starts).join(', ')}`);
    const broker = await start();
    const redis: RedisBackend | undefined = values.redis ? await found(await findRedis()) : undefined;
    const begunAt = Date.now();
    const tell = (line: string) => console.log(`  ${((Date.now() - begunAt) / 1_000).toFixed(1)} s: ${line}`);
    console.log(`${name}, seed ${seed}: ${size.clients} clients, ${size.events} events, ${size.faults} faults`);
    const outcome = await play(broker, redis, { seed, size, rate: Number(values.rate), tell });
    for (const fault of outcome.faults.slice(0, 20)) console.log(`  ${fault}`);
    console.log(
      `${name}, seed ${seed}: ${outcome.delivered} deliveries over ${outcome.connections} connections, ${outcome.faults.length} wrong`,
    );
    failed += outcome.faults.length;
    await redis?.stop();
    await broker.stop();
  }
}
process.exit(failed === 0 ? 0 : 1);
