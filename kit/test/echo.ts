import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { CallContext } from 'nice-grpc-common';
import { createGrpcClient, grpcPart } from '../src/grpc/index.ts';
import { createMintToken, createVerifyToken, generateInternalKeys } from '../src/identity/index.ts';
import type { Part } from '../src/run.ts';
import { EchoServiceDefinition, type EchoServiceImplementation } from './generated/echo.ts';

const keys = await generateInternalKeys(['caller']);
const verify = createVerifyToken('echo', keys.jwks);
const privateJwk = keys.privateJwks.caller;
if (!privateJwk) throw new Error('no key for the caller');

/** Signs as the service "caller". */
export const mint = await createMintToken('caller', privateJwk);

export type Echo = (text: string, call: CallContext) => Promise<string>;
type Closing = () => Promise<unknown>;

const closings: Closing[] = [];

/** Ends what the test opened, the latest first. */
export async function closeAll(): Promise<void> {
  for (let close = closings.pop(); close; close = closings.pop()) await close();
}

/** An echo server on a loopback address; `echo` is what it does with a text, and stands for every method. */
export async function startEcho(
  echo: Echo,
  options: { port?: number; name?: string; parts?: readonly Part[] } = {},
): Promise<{ address: string; port: number; stop(): Promise<void> }> {
  const { port = 0, name = 'echo', parts = [] } = options;
  const part = grpcPart({
    host: '127.0.0.1',
    port,
    services: [[EchoServiceDefinition, implement(echo, name)]],
    verify,
    parts,
  });
  await part.start();
  closings.push(() => part.stop());
  const address = part.address();
  return { address, port: Number(address.split(':').at(-1)), stop: () => part.stop() };
}

function implement(echo: Echo, server: string): EchoServiceImplementation {
  return {
    echo: async ({ text }, call) => ({ text: await echo(text, call), server }),
    append: async ({ text }, call) => {
      await echo(text, call);
      return {};
    },
    async *repeat({ text, times }, call) {
      for (let i = 0; i < times; i++) yield { text: await echo(text, call) };
    },
  };
}

/** A client of the echo server that speaks as the service "caller". */
export function createEchoClient(address: string) {
  const { client, part } = createGrpcClient(EchoServiceDefinition, {
    address,
    audience: 'echo',
    mint,
    service: 'caller',
  });
  closings.push(() => part.stop());
  return client;
}

/** The texts of a stream, once it has ended. */
export async function textsOf(stream: AsyncIterable<{ text: string }>): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of stream) texts.push(text);
  return texts;
}

/** A wire to a port that can be cut; without a port, one that takes connections and never says a word. */
export async function startWire(to?: number): Promise<{ address: string; connections(): number; cut(): void }> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const keep = (socket: Socket) => sockets.add(socket.on('error', () => socket.destroy()));
  const server = createServer((socket) => {
    connections++;
    keep(socket);
    if (to === undefined) return;
    const upstream = connect(to, '127.0.0.1');
    keep(upstream);
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  closings.push(() => {
    cut();
    return new Promise((resolve) => server.close(resolve));
  });
  // A TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, connections: () => connections, cut };
}
