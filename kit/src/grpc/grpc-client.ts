import { type Client, createChannel, createClientFactory, type TsProtoServiceDefinition } from 'nice-grpc';
import type { MintToken } from '../identity/index.ts';
import { Refusal } from '../refusal.ts';
import { createBreaker, createRetryBudget, deadlineExceeded } from '../resilience/index.ts';
import type { Part } from '../run.ts';
import { createClientCall, type GrpcCallOptions } from './client-call.ts';
import { isAway } from './status.ts';

const maxMessageBytes = 4 * 1024 * 1024;
const retryRatio = 0.1;

const channelOptions = {
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  'grpc.max_receive_message_length': maxMessageBytes,
  'grpc.max_send_message_length': maxMessageBytes,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.dns_min_time_between_resolutions_ms': 5_000,
};

/**
 * A client of another service's contract. `address` is `host:port` (all addresses that DNS gives are used in turn), or
 * any target that gRPC knows, such as `ipv4:127.0.0.1:4201,127.0.0.1:4301`. It connects with the first call, so the
 * other service may be down; `part` closes the connections.
 * Errors of calls: the other side's Refusal with its code; Refusal SERVICE_UNAVAILABLE when nobody answers,
 * DEADLINE_EXCEEDED when not in time; the signal's reason when the caller aborts.
 */
export function createGrpcClient<D extends TsProtoServiceDefinition>(
  definition: D,
  options: { address: string; audience: string; mint: MintToken; service: string },
): { client: Client<D, GrpcCallOptions>; part: Part } {
  const { address, audience, mint, service } = options;
  const channel = createChannel(targetOf(address), undefined, channelOptions);
  const breaker = createBreaker(definition.fullName ?? definition.name, isDown);
  const call = createClientCall({ audience, service, mint, breaker, budget: createRetryBudget(retryRatio) });
  return {
    client: createClientFactory().use(call).create(definition, channel),
    part: {
      name: `grpc client of ${audience}`,
      start: async () => undefined,
      stop: async () => channel.close(),
    },
  };
}

function targetOf(address: string): string {
  return /^[a-z0-9-]+:(?:\/\/|.*:)/.test(address) ? address : `dns:///${address}`;
}

function isDown(error: unknown): boolean {
  return isAway(error) || (error instanceof Refusal && error.code === deadlineExceeded().code);
}
