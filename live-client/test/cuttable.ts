import { connect, createServer, type Socket } from 'node:net';
import { listen, urlOf } from '@fiscal/kit';

/** A way to a server that can be cut. */
export type Cuttable = {
  readonly url: string;
  /** Ends all connections and takes none, until `mend`. */
  cut(): void;
  mend(): void;
  stop(): void;
};

/** Opens a way to a server on this machine. */
export async function openCuttable(target: URL): Promise<Cuttable> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) return client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const each of [client, upstream]) {
      sockets.add(each);
      each.on('error', () => each.destroy());
      each.once('close', () => sockets.delete(each));
    }
    client.pipe(upstream).pipe(client);
    client.once('close', () => upstream.destroy());
    return upstream.once('close', () => client.destroy());
  });
  await listen(server, '127.0.0.1', 0);
  const end = () => {
    for (const each of sockets) each.destroy();
  };
  return {
    url: urlOf(server),
    cut() {
      isCut = true;
      end();
    },
    mend() {
      isCut = false;
    },
    stop() {
      server.close();
      end();
    },
  };
}
