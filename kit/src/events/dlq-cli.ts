import { parseArgs } from 'node:util';
import { z } from 'zod';
import { brokersField, readEnvironment } from '../config.ts';
import { type DeadLetter, findDeadLetterTopics, readDeadLetters, replay } from './dead-letters.ts';
import { createKafka, type Kafka } from './kafka.ts';

const usage = `Dead letters: events that a consumer could not handle.

  npm run dlq -- topics                                     the dead-letter topics
  npm run dlq -- list   --topic <topic>.<group>.dlq         what lies in one: offset, event, reason
  npm run dlq -- show   --topic … --offset <n>              one letter with its headers and its data
  npm run dlq -- replay --topic … --offset <n>              publish one again where it came from
  npm run dlq -- replay --topic … --from <n> --to <m>       publish those again, both ends included, 500 at most

KAFKA_BROKERS (host:port,…) or --brokers says where. Letters stay where they are after a replay.`;

// Letters are held in memory, and may have 1 MB each.
const mostLetters = 500;

const offsetField = z.string().regex(/^\d+$/, 'must be an offset').transform(BigInt).optional();
const flags = z.object({ topic: z.string().min(1), offset: offsetField, from: offsetField, to: offsetField });
type Flags = z.output<typeof flags>;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function line({ offset, eventType, eventId, subject, parking }: DeadLetter): string {
  return [offset, parking.parkedAt, eventType, eventId, subject, `${parking.attempts} tries`, parking.reason].join(
    '  ',
  );
}

function details({ message, ...letter }: DeadLetter): string {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, value?.toString()] as const);
  return JSON.stringify({ ...letter, headers: Object.fromEntries(headers), data: message.value?.toString() }, null, 2);
}

function within({ offset, from, to }: Flags): (letter: DeadLetter) => boolean {
  const [low = 0n, high] = offset === undefined ? [from, to] : [offset, offset];
  return (letter) => BigInt(letter.offset) >= low && (high === undefined || BigInt(letter.offset) <= high);
}

async function collect(kafka: Kafka, chosen: Flags): Promise<readonly DeadLetter[]> {
  if ([chosen.offset, chosen.from, chosen.to].every((flag) => flag === undefined)) {
    throw new Error('say which: --offset, or --from and --to');
  }
  const letters: DeadLetter[] = [];
  const matches = within(chosen);
  await readDeadLetters(kafka, chosen.topic, chosen.offset ?? chosen.from ?? 0n, (letter) => {
    if (matches(letter) && letters.length <= mostLetters) letters.push(letter);
  });
  if (letters.length === 0) throw new Error('no such letter');
  if (letters.length > mostLetters)
    throw new Error(`more than ${mostLetters} letters: choose fewer with --from and --to`);
  return letters;
}

const commands: Readonly<Record<string, (kafka: Kafka, chosen: Flags) => Promise<void>>> = {
  list: (kafka, { topic, from = 0n }) => readDeadLetters(kafka, topic, from, (letter) => print(line(letter))),
  async show(kafka, chosen) {
    for (const letter of await collect(kafka, chosen)) print(details(letter));
  },
  async replay(kafka, chosen) {
    const letters = await collect(kafka, chosen);
    await replay(kafka, letters);
    for (const letter of letters) print(`replayed to ${letter.parking.topic}: ${line(letter)}`);
  },
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries(
      ['topic', 'offset', 'from', 'to', 'brokers'].map((name) => [name, { type: 'string' as const }]),
    ),
  });
  const [name = ''] = positionals;
  if (name !== 'topics' && !Object.hasOwn(commands, name)) return print(usage);
  const env = values.brokers === undefined ? process.env : { ...process.env, KAFKA_BROKERS: values.brokers };
  const { KAFKA_BROKERS: brokers } = readEnvironment(z.object({ KAFKA_BROKERS: brokersField }), env);
  const kafka = createKafka({ brokers, clientId: 'dlq' });
  if (name === 'topics') return (await findDeadLetterTopics(kafka)).forEach(print);
  await commands[name]?.(kafka, flags.parse(values));
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
