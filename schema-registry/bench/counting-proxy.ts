import { connect, createServer, type Socket } from 'node:net';

/** Stands in front of Postgres and writes down every statement that is sent. */
export type CountingProxy = {
  readonly url: string;
  /** Statements since the last look, by their text. */
  take(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
};

/** Starts a proxy of a Postgres address. */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(target);
  let counts = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host: hostname, port: Number(port) });
    const read = createReader((statement) => counts.set(statement, (counts.get(statement) ?? 0) + 1));
    client.on('data', read);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  const address = server.address();
  url.port = typeof address === 'object' && address ? String(address.port) : '';
  return {
    url: url.href,
    take() {
      const taken = counts;
      counts = new Map();
      return taken;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const simpleQuery = 0x51;
const parse = 0x50;

/** Reads what a client sends: a message without a type first, then a type, a length and the rest of it, and so on. */
function createReader(onStatement: (text: string) => void): (piece: Buffer) => void {
  let waiting = Buffer.alloc(0);
  let isStarted = false;
  return (piece) => {
    waiting = Buffer.concat([waiting, piece]);
    for (;;) {
      const head = isStarted ? 1 : 0;
      if (waiting.length < head + 4) return;
      const end = head + waiting.readUInt32BE(head);
      if (waiting.length < end) return;
      const body = waiting.subarray(head + 4, end);
      if (isStarted && waiting[0] === simpleQuery) onStatement(textOf(body));
      // A name comes before the text, each with a zero after it.
      if (isStarted && waiting[0] === parse) onStatement(textOf(body.subarray(body.indexOf(0) + 1)));
      isStarted = true;
      waiting = waiting.subarray(end);
    }
  };
}

function textOf(bytes: Buffer): string {
  return bytes.subarray(0, bytes.indexOf(0)).toString('utf8').replaceAll(/\s+/g, ' ').trim();
}
