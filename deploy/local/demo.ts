import { randomInt, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { readDemoConfig } from './config.ts';
import { type Step, tour } from './demo/tour.ts';
import { runningPlatform } from './lock.ts';
import { createAuthority } from './samples/authority.ts';
import { createSamples } from './samples/samples.ts';
import { norte, partners } from './samples/taxpayers.ts';

const { GATEWAY_URL, MAILBOX_URL } = readDemoConfig(process.env);
const running = await runningPlatform(fileURLToPath(new URL('../../.data', import.meta.url)));
const gateway = GATEWAY_URL ?? running?.urls.gateway;
if (!gateway) {
  console.error('No platform runs here: start one with `npm start` in another terminal, or set GATEWAY_URL.');
  process.exit(2);
}

const begun = performance.now();
const issuedAt = new Date().toISOString().slice(0, 19);
// The authority is always the same; documents are new ones every time.
const samples = createSamples({ seed: randomInt(2 ** 31), authority: createAuthority(1) });

const step: Step = async (name, work, show) => {
  const since = performance.now();
  const label = name.padEnd(44);
  try {
    const result = await work();
    console.log(
      `${styleText('green', '✓')} ${label} ${String(Math.round(performance.now() - since)).padStart(5)} ms  ${show(result)}`,
    );
    return result;
  } catch (error) {
    console.log(`${styleText('red', '✗')} ${label}`);
    throw error;
  }
};

try {
  await tour({
    gateway,
    mailbox: MAILBOX_URL ?? running?.urls.mailbox ?? '',
    day: issuedAt.slice(0, 10),
    draw: (kind, uuid = randomUUID().toUpperCase()) =>
      samples.next({ issuer: norte, receiver: partners[0], issuedAt, kind, uuid }),
    step,
  });
  console.log(`\nAll of it worked, in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
