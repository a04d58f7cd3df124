import { WebSocket } from 'ws';

/** A client of graphql-transport-ws that only counts: an official one would take more of the machine than the gateway. */
export type Client = {
  /** Stops taking anything from the socket, for good. */
  freeze(): void;
  close(): void;
};

export type Asked = {
  readonly url: string;
  readonly token: string;
  /** Subscribes to nothing when absent. */
  readonly payload?: { readonly query: string; readonly variables?: Record<string, unknown> };
  readonly onNext?: (text: string) => void;
};

/** Connects, and subscribes. Resolves when the gateway has taken the connection. */
function openClient({ url, token, payload, onNext }: Asked): Promise<Client> {
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false, skipUTF8Validation: true });
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
    socket.once('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1');
      if (text.includes('"type":"next"')) onNext?.(text);
      // It ends the bench: what was refused is not measured.
      else if (text.includes('"type":"error"')) throw new Error(text);
      else if (text.includes('"connection_ack"')) {
        if (payload) send({ id: '1', type: 'subscribe', payload });
        resolve({ freeze: () => socket.pause(), close: () => socket.terminate() });
      }
    });
  });
}

/** Opens many, a few at a time. */
export async function openClients(count: number, asked: (n: number) => Asked): Promise<Client[]> {
  const clients: Client[] = [];
  const atOnce = 50;
  for (let n = 0; n < count; n += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, count - n) }, (_, more) => openClient(asked(n + more)));
    clients.push(...(await Promise.all(some)));
  }
  return clients;
}
