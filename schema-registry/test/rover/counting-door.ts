import { httpPart } from '@fiscal/kit';

/** Stands between rover and the registry, and counts what is asked by the names of operations. */
export type CountingDoor = {
  readonly url: string;
  /** How often an operation was asked for since the last look. */
  take(operation: string): number;
  count(operation: string): number;
  stop(): Promise<void>;
};

const timeoutMs = 60_000;

/** Starts a door that asks the registry at `target`. */
export async function startCountingDoor(target: string): Promise<CountingDoor> {
  const counts = new Map<string, number>();
  const part = httpPart({
    name: 'counting door',
    host: '127.0.0.1',
    port: 0,
    async handler(request, response) {
      const body = Buffer.concat(await Array.fromAsync(request));
      const { operationName } = JSON.parse(body.toString()) as { operationName: string };
      counts.set(operationName, (counts.get(operationName) ?? 0) + 1);
      const answer = await fetch(new URL(request.url ?? '/', target), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': String(request.headers['x-api-key']) },
        body,
        signal: AbortSignal.timeout(timeoutMs),
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    },
  });
  await part.start();
  const count = (operation: string) => counts.get(operation) ?? 0;
  return {
    url: part.url(),
    count,
    take(operation) {
      const asked = count(operation);
      counts.delete(operation);
      return asked;
    },
    stop: part.stop,
  };
}
