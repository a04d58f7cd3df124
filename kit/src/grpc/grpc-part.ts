import { createServer, type ServiceImplementation, type TsProtoServiceDefinition } from 'nice-grpc';
import type { VerifyToken } from '../identity/index.ts';
import { log } from '../log.ts';
import type { Part } from '../run.ts';
import { addHealth } from './health.ts';
import { createServerCall } from './server-call.ts';

const finishBudgetMs = 10_000;
const maxMessageBytes = 4 * 1024 * 1024;

const serverOptions = {
  'grpc.max_receive_message_length': maxMessageBytes,
  'grpc.max_send_message_length': maxMessageBytes,
  'grpc.max_concurrent_streams': 1_000,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  // Clients look the address up again when they reconnect, and so find replicas that came later; streams run on.
  'grpc.max_connection_age_ms': 300_000,
};

/** What `grpcPart` serves: generated definitions, each with what implements it. */
export type GrpcServices<S extends readonly TsProtoServiceDefinition[]> = {
  readonly [I in keyof S]: readonly [S[I], ServiceImplementation<S[I]>];
};

/**
 * A gRPC server on `host:port` (0 takes a free port; `address()` says which), with `grpc.health.v1` for `parts`.
 * Every other call needs an internal token that `verify` accepts, else UNAUTHENTICATED. Messages are at most 4 MiB.
 * Stopping it refuses new calls at once, lets those under way finish for 10 s, then ends them.
 */
export function grpcPart<const S extends readonly TsProtoServiceDefinition[]>(options: {
  host: string;
  port: number;
  services: GrpcServices<S>;
  verify: VerifyToken;
  parts: readonly Part[];
}): Part & { address(): string } {
  const { host } = options;
  const server = createServer(serverOptions);
  const stopping = new AbortController();
  let { port } = options;
  for (const [definition, implementation] of options.services) {
    server.with(createServerCall(options.verify)).add(definition, implementation);
  }
  addHealth(
    server,
    options.services.map(([{ fullName }]) => fullName),
    options.parts,
    stopping.signal,
  );
  return {
    name: 'grpc',
    async start() {
      port = await server.listen(`${host}:${port}`);
      log.info({ address: `${host}:${port}` }, 'gRPC is listening');
    },
    async stop() {
      stopping.abort();
      const timer = setTimeout(() => server.forceShutdown(), finishBudgetMs);
      await server.shutdown().finally(() => clearTimeout(timer));
    },
    address: () => `${host}:${port}`,
  };
}
