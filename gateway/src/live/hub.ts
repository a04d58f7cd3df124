import { log, Refusal, type UserIdentity } from '@fiscal/kit';
import type { Event } from '@fiscal/kit/events';
import { metrics } from '@opentelemetry/api';
import type { LiveField, Reading } from './fields.ts';
import { createQueue, type Queue } from './queue.ts';

export type Entity = Reading['entity'];

/** One client's interest in one live field. */
export type Interest = {
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly caller: UserIdentity;
};

/** Hands events to those who asked for them. */
export type Hub = {
  publish(event: Event): void;
  /** Opens a queue of what comes from now on. Errors: Refusal `TOO_MANY_SUBSCRIPTIONS`. */
  join(interest: Interest): Queue<Entity>;
  /** How many queues are open. */
  size(): number;
  /** Ends every queue, once what waits in it is given. */
  close(): void;
};

const capacity = 1_000;
const maxSubscribers = 10_000;
/** Of one organisation to one field, so that none takes the room of all others. */
const maxOfTenant = 1_000;

const meter = metrics.getMeter('@fiscal/gateway');
const open = meter.createUpDownCounter('gateway.live.subscriptions');
const matched = meter.createCounter('gateway.live.matched', { description: 'Events put in the queue of a client' });
const overflows = meter.createCounter('gateway.live.overflows', { description: 'Clients too slow for their events' });
const unreadable = meter.createCounter('gateway.live.unreadable');

type Subscriber = Interest & { readonly queue: Queue<Entity> };

/**
 * Makes the hub of this process. A subscriber is found by its tenant, so an event costs only what its own tenant's
 * subscribers cost, and nobody else's is looked at.
 */
export function createHub(fields: Readonly<Record<string, LiveField>>): Hub {
  const rooms = new Map<string, Set<Subscriber>>();
  let subscribers = 0;

  const leave = (key: string, subscriber: Subscriber) => {
    const room = rooms.get(key);
    if (!room?.delete(subscriber)) return;
    if (room.size === 0) rooms.delete(key);
    subscribers -= 1;
    open.add(-1, { field: subscriber.field });
  };

  return {
    publish(event) {
      for (const [name, field] of Object.entries(fields)) {
        const room = rooms.get(roomOf(name, event.tenant));
        if (room && field.types.includes(event.type)) deliver(room, name, field, event);
      }
    },
    join(interest) {
      if (subscribers >= maxSubscribers) {
        throw new Refusal('limited', 'TOO_MANY_SUBSCRIPTIONS', 'this gateway has no room for another subscription');
      }
      const key = roomOf(interest.field, interest.caller.tenantId);
      if ((rooms.get(key)?.size ?? 0) >= maxOfTenant) {
        throw new Refusal('limited', 'TOO_MANY_SUBSCRIPTIONS', 'your organisation has too many subscriptions open');
      }
      const queue = createQueue<Entity>(capacity);
      const subscriber: Subscriber = {
        ...interest,
        queue: {
          ...queue,
          end(error) {
            leave(key, subscriber);
            queue.end(error);
          },
        },
      };
      rooms.set(key, (rooms.get(key) ?? new Set()).add(subscriber));
      subscribers += 1;
      open.add(1, { field: interest.field });
      return subscriber.queue;
    },
    size: () => subscribers,
    close() {
      for (const room of [...rooms.values()]) for (const { queue } of [...room]) queue.end();
    },
  };
}

function roomOf(field: string, tenantId: string): string {
  return `${field} ${tenantId}`;
}

function deliver(room: ReadonlySet<Subscriber>, name: string, field: LiveField, event: Event): void {
  const reading = readEvent(name, field, event);
  if (!reading) return;
  for (const { args, caller, queue } of [...room]) {
    if (!reading.matches(args, caller)) continue;
    if (queue.push(reading.entity)) matched.add(1, { field: name });
    else {
      overflows.add(1, { field: name });
      queue.end(new Refusal('limited', 'EVENTS_OVERFLOW', 'events came faster than they were read; subscribe anew'));
    }
  }
}

function readEvent(name: string, field: LiveField, event: Event): Reading | undefined {
  try {
    return field.read(event);
  } catch (error) {
    unreadable.add(1, { field: name });
    log.error({ err: error, eventId: event.id, type: event.type }, 'an event lacks what its live field needs');
    return undefined;
  }
}
