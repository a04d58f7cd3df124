import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createKafka, createLogReader } from '@fiscal/kit/events';
import { expect, it } from '@jest/globals';
import { until } from '../../deploy/local/until.ts';
import { follow, readAll } from './reading.ts';

/** Without brokers everything ends within its deadline, and leaves nothing open. */
export function describeAbsence(): void {
  it('says that events cannot be read when there is no broker, or one that says nothing', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => {
      sockets.add(socket.resume());
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    });
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const { port } = silent.address() as AddressInfo; // it listens on TCP
    const unavailable = { kind: 'unavailable', code: 'EVENTS_UNAVAILABLE' };
    for (const broker of ['127.0.0.1:9', `127.0.0.1:${port}`]) {
      const away = createLogReader(createKafka({ brokers: [broker], clientId: 'away' }));
      const following = follow(away, 'any', [0]);
      await expect(away.offsets(['any'], 'high')).rejects.toMatchObject(unavailable);
      await expect(readAll(away, { topic: 'any', partition: 0, from: 0, to: 1 })).rejects.toMatchObject(unavailable);
      await away.stop();
      // The reader's end is a follow's, too.
      await following.end();
      expect(following.batches).toEqual([]);
    }
    await until('no connection is left', 20_000, () => sockets.size === 0);
    silent.close();
  });
}
