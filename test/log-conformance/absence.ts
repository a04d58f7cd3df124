import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createKafka, createLogReader } from '@fiscal/kit/events';
import { expect, it } from '@jest/globals';
import { until } from '../../deploy/local/until.ts';
import { follow, readAll } from './reading.ts';

/** Without brokers everything ends within its deadline, and leaves nothing open. */
export function describeAbsence(): void {
  it.concurrent('says that events cannot be read when there is no broker', () => expectAway('127.0.0.1:9'));

  it.concurrent('says that events cannot be read when the broker says nothing', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => {
      sockets.add(socket.resume());
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    });
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const { port } = silent.address() as AddressInfo; // it listens on TCP
    await expectAway(`127.0.0.1:${port}`);
    await until('no connection is left', 20_000, () => sockets.size === 0);
    silent.close();
  });
}

async function expectAway(broker: string): Promise<void> {
  const unavailable = { kind: 'unavailable', code: 'EVENTS_UNAVAILABLE' };
  const away = createLogReader(createKafka({ brokers: [broker], clientId: 'away' }));
  const following = follow(away, 'any', [0]);
  await Promise.all([
    expect(away.offsets(['any'], 'high')).rejects.toMatchObject(unavailable),
    expect(readAll(away, { topic: 'any', partition: 0, from: 0, to: 1 })).rejects.toMatchObject(unavailable),
  ]);
  await away.stop();
  // The reader's end is a follow's, too.
  await following.end();
  expect(following.batches).toEqual([]);
}
