import type { Part } from '@fiscal/kit';
import { createKafka } from '@fiscal/kit/events';
import type { Config } from '../config/read-config.ts';
import { passedOnHeaders } from '../execution/allow-caching.ts';
import type { CurrentGraph } from '../graph/current-graph.ts';
import { createEventTracing } from '../telemetry/event-trace.ts';
import { createCaps } from './caps.ts';
import { createCursorCodec } from './cursor.ts';
import { cursorKeys } from './cursor-keys.ts';
import { openSharedFeed } from './fanout/open-shared-feed.ts';
import { createGroups } from './groups.ts';
import { createHub } from './hub.ts';
import { createReadInterest } from './interest.ts';
import { createLive, type Live } from './live.ts';
import { createDirectFeed } from './log/direct-feed.ts';
import { createKafkaLog } from './log/kafka-log.ts';
import { noEvents } from './log/no-events.ts';
import { createReplayLane } from './log/replay-lane.ts';
import { createFieldMetrics, observeLag, observeLive } from './metrics.ts';
import type { PrepareAgain } from './regroup.ts';
import { createResolveEvent } from './resolve-event.ts';
import { createRevocations } from './revocations.ts';

/** Wires subscriptions to events together. Nothing is asked of Kafka before the first of them. */
export function wireLive(
  config: Config,
  graphs: CurrentGraph,
  prepareAgain: PrepareAgain,
  now: () => number,
): Live & { readonly part: Part } {
  const { live: settings, internalPrivateJwk, requestTimeoutMs, telemetry } = config;
  const { feed, log } = openFeed(config);
  const hub = createHub(feed);
  const codec = createCursorCodec(cursorKeys(settings.cursorKeys, internalPrivateJwk.d));
  const openTrace = createEventTracing(telemetry.sampleRatio, Math.random);
  const groups = createGroups(hub, codec, createResolveEvent(requestTimeoutMs, openTrace, now));
  const live = createLive({
    caps: createCaps(settings, now, Math.random),
    hub,
    groups,
    lane: createReplayLane(log, settings.replay, now),
    codec,
    revocations: createRevocations(feed, settings.revocations, now),
    capacity: settings.queue,
    retryAfterMs: () => settings.spreadMs * Math.random(),
    metricsOf: createFieldMetrics(now),
    readInterest: createReadInterest(passedOnHeaders(config.traffic)),
    prepareAgain,
    currentGraph: graphs.get,
    timeoutMs: requestTimeoutMs,
    spreadMs: settings.spreadMs,
    random: Math.random,
    now,
  });
  graphs.onChange(() => void live.onGraphChanged());
  const observed = [
    observeLive(live.waiting, groups.size),
    observeLag(hub.standing, (topics) => log.positions(topics, 'high')),
  ];
  const stop = async () => {
    for (const unobserve of observed) unobserve();
    await feed.stop();
    await log.stop();
  };
  return { ...live, part: { name: 'live', start: async () => undefined, stop } };
}

function openFeed({ kafka: { brokers }, redis: { url }, live: { fanout, prefix } }: Config) {
  if (!brokers) return noEvents;
  const log = createKafkaLog(createKafka({ brokers, clientId: 'gateway' }));
  const isShared = url !== undefined && fanout === 'auto';
  return { log, feed: isShared ? openSharedFeed(url, log, prefix) : createDirectFeed(log) };
}
