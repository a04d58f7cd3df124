import { once } from 'node:events';
import { readBrokerConfig } from './config.ts';
import { startBroker } from './index.ts';

const stop = AbortSignal.any([signalled('SIGTERM'), signalled('SIGINT')]);
const broker = await startBroker({ ...readBrokerConfig(process.env), log: print });
print(`broker ready on ${broker.host}:${broker.port}`);
if (!stop.aborted) await once(stop, 'abort');
await broker.stop();

function signalled(signal: 'SIGTERM' | 'SIGINT'): AbortSignal {
  const controller = new AbortController();
  process.once(signal, () => controller.abort());
  return controller.signal;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
