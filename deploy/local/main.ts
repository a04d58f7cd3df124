import { fileURLToPath } from 'node:url';
import { startPlatform } from './platform.ts';
import { welcome } from './terminal/welcome.ts';

const begun = performance.now();
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const platform = await startPlatform({
    dataDir: fileURLToPath(new URL('../../.data', import.meta.url)),
    env: process.env,
    ports: 'default',
    log: say,
    colours: process.stdout.isTTY,
    signal: stopping.signal,
  });
  say(welcome(platform, (performance.now() - begun) / 1000));
  await stopped;
  say('Stopping.');
  await platform.stop();
} catch (error) {
  if (!stopping.signal.aborted) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
