import { setTimeout as delay } from 'node:timers/promises';
import { createPool } from '@fiscal/kit';
import { consumerPart, createKafka, relayPart } from '@fiscal/kit/events';
import { until } from '../../deploy/local/until.ts';
import { isReady } from './is-ready.ts';
import { tail } from './tail.ts';

/** Prints the CPU milliseconds per second that an idle consumer, tail and relay take: arguments as consumer-process.ts. */
const [brokers = '', topic = '', url = '', seconds = '5'] = process.argv.slice(2);
const kafka = createKafka({ brokers: brokers.split(','), clientId: 'idle' });
const consumer = consumerPart({ kafka, group: `${topic}-idle`, topics: [topic], on: {} });
const parts = [consumer, relayPart({ kafka, pools: [createPool(url, 'idle')] })];
for (const part of parts) await part.start();
await tail(kafka, topic);
await until('the consumer has joined', 30_000, () => isReady(consumer));
// What starting up still does is not idleness.
await delay(1_000);
const before = process.cpuUsage();
await delay(Number(seconds) * 1_000);
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${(user + system) / 1_000 / Number(seconds)}\n`);
process.exit(0);
