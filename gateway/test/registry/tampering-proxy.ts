import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Stands between a router and the registry. */
export type TamperingProxy = {
  readonly url: string;
  /** What it makes of answers from now on. */
  tamper(change: (answer: string) => string): void;
  /** How many answers it has changed. */
  tampered(): number;
  stop(): Promise<void>;
};

/** Starts a proxy of a registry's Uplink that passes everything on as it is until it is told to change it. */
export async function startTamperingProxy(target: string): Promise<TamperingProxy> {
  let change = (answer: string) => answer;
  let tampered = 0;
  const server = createServer(async (request, response) => {
    try {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(target, { method: 'POST', headers, body: await text(request) });
      const genuine = await answer.text();
      const changed = change(genuine);
      if (changed !== genuine) tampered += 1;
      response.writeHead(answer.status, headers).end(changed);
    } catch {
      response.writeHead(502).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // A TCP server's address is never a pipe's name.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/uplink`,
    tamper(next) {
      change = next;
    },
    tampered: () => tampered,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
