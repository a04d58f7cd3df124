import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createAuthority } from './authority.ts';
import { createRandom } from './random.ts';
import { createSamples, type SampleKind, sampleKinds } from './samples.ts';
import { norte, partners } from './taxpayers.ts';

const usage = `Writes CFDI 4.0 samples into a folder, with a list of what each one is.
  node deploy/local/samples/main.ts --count 20 --seed 7 --out samples [--day 2026-05-04] [--kind ${sampleKinds.join('|')}]
Without --kind one document in five is broken.`;
const maxCount = 100_000;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: '7' },
    out: { type: 'string' },
    day: { type: 'string', default: '2026-05-04' },
    kind: { type: 'string' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
const kind = sampleKinds.find((known) => known === values.kind);
const isDay = /^\d{4}-\d{2}-\d{2}$/.test(values.day);
if (!values.out || !(count > 0 && count <= maxCount) || !Number.isInteger(seed) || !isDay || kind !== values.kind) {
  console.error(usage);
  process.exit(2);
}

const random = createRandom(`${seed}:mix`);
const authority = createAuthority(seed);
const samples = createSamples({ seed, authority });
await mkdir(values.out, { recursive: true });
await writeFile(join(values.out, 'authority.cer'), authority.root);

const list = [];
for (let index = 0; index < count; index += 1) {
  const drawn: SampleKind = random.once(5)
    ? (sampleKinds[1 + random.integer(sampleKinds.length - 1)] ?? 'valid')
    : 'valid';
  const issuedAt = `${values.day}T${String(random.integer(24)).padStart(2, '0')}:${String(random.integer(60)).padStart(2, '0')}:00`;
  const sample = samples.next({ issuer: norte, receiver: random.pick(partners), issuedAt, kind: kind ?? drawn });
  const { xml, ...about } = sample;
  const file = `${String(index + 1).padStart(6, '0')}-${sample.kind}.xml`;
  await writeFile(join(values.out, file), xml);
  list.push({ file, ...about });
}
await writeFile(join(values.out, 'manifest.json'), `${JSON.stringify(list, null, 2)}\n`);
console.log(`${count} documents in ${values.out}`);
