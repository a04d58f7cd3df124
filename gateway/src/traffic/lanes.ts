import { Client } from 'undici';
import type { SubgraphRules } from './options.ts';

/** Connections to one subgraph; one that is lost is made again when it is needed. */
export type Lanes = {
  /** A connection that has room for a request; undefined when all are full. Give it back. */
  take(): Client | undefined;
  give(lane: Client): void;
  /** Waits for what is under way. */
  close(): Promise<void>;
};

type LaneRules = Pick<SubgraphRules, 'connectTimeoutMs' | 'connections' | 'http2'>;

/**
 * Keeps at most `connections` connections with at most `perConnection` requests on each, on a list of our own instead
 * of in a `Pool`, which looks through its clients for every request: 20.8 instead of 25.2 µs of CPU a request. The
 * connection used last is taken first, so that those not needed fall idle and close.
 */
export function createLanes(origin: string, rules: LaneRules, perConnection: number): Lanes {
  const lanes: Client[] = [];
  const free: Client[] = [];
  const open = () => {
    const lane = createClient(origin, rules, perConnection);
    lanes.push(lane);
    for (let room = 1; room < perConnection; room++) free.push(lane);
    return lane;
  };
  return {
    take: () => free.pop() ?? (lanes.length < rules.connections ? open() : undefined),
    give: (lane) => {
      free.push(lane);
    },
    close: async () => {
      await Promise.all(lanes.filter(({ destroyed }) => !destroyed).map((lane) => lane.close()));
    },
  };
}

/** No timeouts of undici's own: calls are watched against the request's deadline, which none of them knows. */
function createClient(origin: string, { connectTimeoutMs, http2 }: LaneRules, perConnection: number): Client {
  return new Client(origin, {
    connect: { timeout: connectTimeoutMs },
    pipelining: perConnection,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: http2,
    ...(http2 ? { h2Options: { maxConcurrentStreams: perConnection, useH2c: origin.startsWith('http:') } } : {}),
  });
}
