import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Refusal } from '@fiscal/kit';
import { consumerPart, type Event } from '@fiscal/kit/events';
import { expect, it } from '@jest/globals';
import { until } from '../../deploy/local/until.ts';
import { type DeadLetter, readDeadLetters } from '../../kit/src/events/dead-letters.ts';
import { eventOf, type Setup } from './setup.ts';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('../../kit/src/events/dlq-cli.ts', import.meta.url));
const type = 'fiscal.sample.changed.v1';

/** What cannot be handled is put aside with its story, and only its subject waits for that. */
export function describeDeadLetters(setup: () => Setup): void {
  async function lettersOf(topic: string): Promise<readonly DeadLetter[]> {
    const letters: DeadLetter[] = [];
    await readDeadLetters(setup().kafka, `${topic}.${topic}.dlq`, 0n, (letter) => letters.push(letter));
    return letters;
  }

  async function consume(topic: string, onEvent: (event: Event) => Promise<void>, attempts: number) {
    const part = consumerPart({
      kafka: setup().kafka,
      group: topic,
      topics: [topic],
      on: { [type]: onEvent },
      attempts,
    });
    await part.start();
    return part;
  }

  it.concurrent('retries what fails, then parks it with its story while the other subjects go on', async () => {
    const { publish, newTopic } = setup();
    const topic = await newTopic(1);
    const bad = eventOf('bad', 1);
    const handled: Event[] = [];
    let tries = 0;
    const part = await consume(
      topic,
      async (event) => {
        if (event.id === bad.id) {
          tries += 1;
          throw new Error('the printer is on fire');
        }
        handled.push(event);
      },
      5,
    );
    const afterBad = eventOf('bad', 2);
    const others = [eventOf('good', 1), eventOf('good', 2)];
    await publish(topic, [bad, afterBad]);
    await until('it is being retried', 20_000, () => tries > 0);
    await publish(topic, others);
    await until('the other subject is handled', 20_000, () => handled.length >= 2);
    expect(handled.map((event) => event.id)).toEqual(others.map((event) => event.id));
    expect(tries).toBeLessThan(5);
    await until('its own next event is handled', 20_000, () => handled.length >= 3);
    await part.stop();
    expect(tries).toBe(5);
    const letters = await lettersOf(topic);
    expect(letters).toMatchObject([
      {
        eventId: bad.id,
        eventType: type,
        subject: 'bad',
        parking: {
          topic,
          partition: 0,
          offset: '0',
          group: topic,
          reason: 'Error: the printer is on fire',
          attempts: 5,
        },
      },
    ]);
  });

  it.concurrent('parks at once what no retry can help', async () => {
    const { kafka, publish, newTopic } = setup();
    const topic = await newTopic(1);
    const refused = eventOf('refused', 1);
    let tries = 0;
    const handled: string[] = [];
    const part = await consume(
      topic,
      async (event) => {
        if (event.id === refused.id) {
          tries += 1;
          throw new Refusal('invalid', 'SAMPLE_INVALID', 'no sample');
        }
        handled.push(event.subject);
      },
      5,
    );
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ key: 'noise', value: 'no event at all' }] });
    await producer.disconnect();
    await publish(topic, [refused, eventOf('last', 1)]);
    await until('the last event is handled', 20_000, () => handled.includes('last'));
    await until('both are parked', 20_000, async () => (await lettersOf(topic)).length === 2);
    await part.stop();
    expect(tries).toBe(1);
    const reasons = (await lettersOf(topic)).map(({ parking }) => [parking.attempts, parking.reason]);
    expect(reasons.sort()).toEqual([
      [1, 'SAMPLE_INVALID: no sample'],
      [1, 'UndecodableMessage: not a CloudEvent: no ce_id'],
    ]);
  });

  it.concurrent('sits out an outage instead of parking', async () => {
    const { publish, newTopic } = setup();
    const topic = await newTopic(1);
    let tries = 0;
    const part = await consume(
      topic,
      async () => {
        tries += 1;
        if (tries <= 4) throw new Refusal('unavailable', 'UNAVAILABLE', 'the database is away');
      },
      2,
    );
    await publish(topic, [eventOf('patient', 1)]);
    await until('it was tried often enough', 20_000, () => tries >= 5);
    await part.stop();
    expect(await lettersOf(topic)).toEqual([]);
  });

  it.concurrent('handles in order, once an outage is over, more than a partition may set aside', async () => {
    const { publish, newTopic } = setup();
    const topic = await newTopic(1);
    let broken = true;
    let tries = 0;
    const handled: number[] = [];
    const part = await consume(
      topic,
      async (event) => {
        tries += 1;
        if (broken) throw new Refusal('unavailable', 'UNAVAILABLE', 'the database is away');
        handled.push(event.aggregateVersion);
      },
      1,
    );
    const versions = Array.from({ length: 2_500 }, (_, n) => n + 1);
    for (let from = 0; from < versions.length; from += 500) {
      await publish(
        topic,
        versions.slice(from, from + 500).map((version) => eventOf('one', version)),
      );
    }
    await until('the outage is noticed', 20_000, () => tries >= 5);
    broken = false;
    await until('all are handled', 30_000, () => handled.length >= versions.length);
    await part.stop();
    expect(handled).toEqual(versions);
  });

  it.concurrent('lists, shows and replays letters from the command line, as they first came', async () => {
    const { backend, publish, newTopic } = setup();
    const topic = await newTopic(1);
    const event = eventOf('replayed', 1, { total: '10.00' });
    const handled: Event[] = [];
    let broken = true;
    const part = await consume(
      topic,
      async (each) => {
        if (broken) throw new Refusal('invalid', 'NOT_YET', 'not yet');
        handled.push(each);
      },
      1,
    );
    await publish(topic, [event]);
    await until('it is parked', 20_000, async () => (await lettersOf(topic)).length === 1);
    broken = false;
    const dlq = async (...args: string[]) => {
      const where = ['--topic', `${topic}.${topic}.dlq`, '--brokers', backend.brokers.join(',')];
      const { stdout } = await run(process.execPath, [cli, ...args, ...where], { timeout: 30_000 });
      return stdout.trim();
    };
    expect((await dlq('topics')).split('\n')).toContain(`${topic}.${topic}.dlq`);
    expect(await dlq('list')).toMatch(
      new RegExp(`^0 .*${event.type}  ${event.id}  replayed  1 tries  NOT_YET: not yet$`),
    );
    expect(JSON.parse(await dlq('show', '--offset', '0'))).toMatchObject({ data: '{"total":"10.00"}' });
    expect(await dlq('replay', '--offset', '0')).toContain(`replayed to ${topic}`);
    await until('it is handled', 20_000, () => handled.length > 0);
    await part.stop();
    expect(handled).toEqual([event]);
  });
}
