import { metrics } from '@opentelemetry/api';
import { createLabelBound } from '../telemetry/labels.ts';
import type { Gap } from './gap.ts';
import type { Positions } from './log/record.ts';
import type { Pushed } from './queue.ts';
import type { SessionWatch } from './session.ts';

const meter = metrics.getMeter('@fiscal/gateway');
const open = meter.createUpDownCounter('gateway.live.subscriptions', { description: 'Open ones, by field' });
const matched = meter.createCounter('gateway.live.matched', {
  description: 'Events for a client, by what became of them',
});
const delivered = meter.createCounter('gateway.live.delivered', { description: 'Events that a client has taken' });
const dropped = meter.createCounter('gateway.live.dropped', { description: 'Events for which a client had no room' });
const superseded = meter.createCounter('gateway.live.superseded', {
  description: 'Events that a later one stands for',
});
const gaps = meter.createCounter('gateway.live.gaps', { description: 'Gaps that clients were told of, by reason' });
const missing = meter.createCounter('gateway.live.missing', { description: 'What those gaps count, by reason' });
const ended = meter.createCounter('gateway.live.disconnected', { description: 'Clients that read too slowly' });
const resumes = meter.createCounter('gateway.live.resumes', { description: 'Subscriptions that go on from a cursor' });
const replay = meter.createHistogram('gateway.live.replay.duration', {
  description: 'From the cursor to the present, by how it ended',
  unit: 's',
});
const latency = meter.createHistogram('gateway.live.latency', {
  description: "From the event's own time until a client has taken it",
  unit: 'ms',
  advice: { explicitBucketBoundaries: [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000] },
});
const depths = meter.createObservableGauge('gateway.live.queue', { description: 'Events that wait for clients' });
const lag = meter.createObservableGauge('gateway.live.lag', {
  description: 'Records that Kafka has and that were not told here yet, by topic',
});
const sharing = meter.createObservableGauge('gateway.live.groups', { description: 'Groups that share executions' });

/** What is counted of the sessions of a field; fields are as many as the schema has. */
export type FieldMetrics = Omit<SessionWatch, 'onEnded' | 'onClosed'> & {
  opened(): void;
  closed(): void;
};

/** Makes what counts the sessions of fields. */
export function createFieldMetrics(now: () => number): (field: string) => FieldMetrics {
  const known = new Map<string, FieldMetrics>();
  return (field) => {
    const made = known.get(field) ?? countOf(field, now);
    known.set(field, made);
    return made;
  };
}

function countOf(field: string, now: () => number): FieldMetrics {
  const labels = { field };
  const byOutcome = new Map<Pushed, Record<string, string>>();
  return {
    opened: () => open.add(1, labels),
    closed: () => open.add(-1, labels),
    onMatched(pushed) {
      const outcome = byOutcome.get(pushed) ?? { field, outcome: pushed };
      byOutcome.set(pushed, outcome);
      matched.add(1, outcome);
      if (pushed === 'dropped') dropped.add(1, labels);
      if (pushed === 'full') ended.add(1, labels);
    },
    onGap({ reason, count }: Gap) {
      gaps.add(1, { field, reason });
      missing.add(count, { field, reason });
    },
    onDelivered({ head }, older) {
      delivered.add(1, labels);
      if (older > 0) superseded.add(older, labels);
      const tookMs = now() - Date.parse(head.time);
      // A producer's clock may be ahead, and its time anything at all.
      if (Number.isFinite(tookMs)) latency.record(Math.max(tookMs, 0), labels);
    },
  };
}

/** Counts a subscription that goes on from a cursor; gives what tells when it is in the present, or is not going to be. */
export function countReplay(field: string, now: () => number): (outcome: 'caught_up' | 'ended') => void {
  const begunAt = now();
  resumes.add(1, { field });
  return (outcome) => replay.record((now() - begunAt) / 1_000, { field, outcome });
}

/** Topics may depend on what clients say. */
const maxTopics = 100;

/** Has it observed how far behind the log the feed is; both are asked when metrics are collected. Gives what ends that. */
export function observeLag(
  standing: () => Positions,
  ends: (topics: readonly string[]) => Promise<Positions>,
): () => void {
  const bounded = createLabelBound(maxTopics);
  const observe = async (result: { observe(value: number, labels: { topic: string }): void }) => {
    const told = standing();
    const topics = Object.keys(told);
    // While Kafka is away nobody knows.
    const high = topics.length === 0 ? {} : await ends(topics).catch(() => ({}));
    for (const [topic, offsets] of Object.entries(high)) {
      const behind = offsets.map((end, partition) => Math.max(end - (told[topic]?.[partition] ?? 0), 0));
      const records = behind.reduce((sum, each) => sum + each, 0);
      result.observe(records, { topic: bounded(topic) });
    }
  };
  lag.addCallback(observe);
  return () => lag.removeCallback(observe);
}

/** Has it observed how many events wait, and how many groups there are. Gives what ends that. */
export function observeLive(waiting: () => number, groups: () => number): () => void {
  const observeWaiting = (result: { observe(value: number): void }) => result.observe(waiting());
  const observeGroups = (result: { observe(value: number): void }) => result.observe(groups());
  depths.addCallback(observeWaiting);
  sharing.addCallback(observeGroups);
  return () => {
    depths.removeCallback(observeWaiting);
    sharing.removeCallback(observeGroups);
  };
}
