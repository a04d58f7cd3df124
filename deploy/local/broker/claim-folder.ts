import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * Claims a folder for this process and answers what gives it back. The claim is a name that the system itself takes
 * back when the process ends, however it ends, so none is ever left behind. Rejects when another process holds it.
 * Where there are no such names (macOS) nothing is claimed.
 */
export async function claimFolder(dir: string): Promise<() => void> {
  const name = claimName(createHash('sha256').update(realpathSync(dir)).digest('hex'));
  if (!name) return () => undefined;
  const server = createServer((socket) => socket.destroy()).unref();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (cause) => reject(new Error(`${dir} is in use by another broker`, { cause })));
  server.listen(name, resolve);
  await promise;
  return () => void server.close();
}

function claimName(digest: string): string | undefined {
  if (process.platform === 'linux') return `\0fiscal-graph-broker-${digest}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\fiscal-graph-broker-${digest}`;
  return undefined;
}
