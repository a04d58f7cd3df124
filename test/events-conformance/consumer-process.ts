import { createPool, createTransaction, everyTenant, run, stopSignal } from '@fiscal/kit';
import { claimInbox, consumerPart, createKafka, type Event } from '@fiscal/kit/events';
import { sessionMs } from './setup.ts';

/** A consumer in a process of its own, to be killed: arguments are the brokers, the topic and the database. */
const [brokers = '', topic = '', url = ''] = process.argv.slice(2);
const transaction = createTransaction(createPool(url, 'consumer'));

async function onChanged(event: Event): Promise<void> {
  await transaction(everyTenant, async (db) => {
    if (!(await claimInbox(db, 'conformance', event.id))) return;
    // Slow enough that a kill finds it at work.
    await db.query('select pg_sleep(0.01)');
    const row = [event.id, event.subject, event.aggregateVersion];
    await db.query('insert into effect (event_id, subject, version) values ($1, $2, $3)', row);
  });
}

const kafka = createKafka({ brokers: brokers.split(','), clientId: 'consumer-process' });
const on = { 'fiscal.sample.changed.v1': onChanged };
await run([consumerPart({ kafka, group: topic, topics: [topic], on, sessionMs })], stopSignal());
