import type { Cluster } from './cluster.ts';
import { type Fetched, type FetchedPartition, readFetchResponse } from './fetch-response.ts';
import type { LostRange } from './log-batch.ts';
import { findEdges } from './offsets.ts';

/** A place in the log. */
export type Place = { readonly topic: string; readonly partition: number; readonly next: number };

export const errorCodes = { none: 0, offsetOutOfRange: 1 } as const;

const answerMs = 5_000;
// Little enough to be read without holding up the process: 1 MiB is some 2,500 events of the house, a few milliseconds.
const maxBytes = 1024 * 1024;
/** A message that is larger is given all the same when its partition is the first one with any. */
const maxBytesOfPartition = 256 * 1024;
const readCommitted = 1;

/**
 * Fetches from places that one broker leads, waiting so long when there is nothing; each message comes whole, whatever
 * its size, when its place is named first. Errors: an Error when the broker does not answer; those of single partitions are in what is given back.
 */
export async function fetchFrom(
  cluster: Cluster,
  leader: number,
  places: readonly Place[],
  waitMs: number,
): Promise<readonly FetchedPartition[]> {
  const topics = [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    partitions: ofTopic.map(({ partition, next }) => ({
      partition,
      fetchOffset: String(next),
      maxBytes: maxBytesOfPartition,
    })),
  }));
  const args = { maxWaitTime: waitMs, minBytes: 1, maxBytes, isolationLevel: readCommitted, topics };
  const { errorCode, partitions } = await cluster.request<Fetched>(
    leader,
    'Fetch',
    args,
    waitMs + answerMs,
    readFetchResponse,
  );
  if (errorCode !== errorCodes.none) throw new Error(`error ${errorCode} for a fetch`);
  return partitions;
}

/**
 * Where to go on when the broker says that an offset is out of range, and what is lost by it. Behind the start, the
 * records between are gone. Beyond the end, the log was made anew or cut: which of its records a reader has seen nobody
 * knows, so all there are now count as lost, and reading goes on at the end.
 */
export async function recover(cluster: Cluster, place: Place): Promise<{ next: number; lost?: LostRange }> {
  const { low, high } = await findEdges(cluster, place);
  if (place.next < low) return { next: low, lost: { from: place.next, to: low, reason: 'gone' } };
  if (place.next > high) return { next: high, lost: { from: low, to: high, reason: 'gone' } };
  // Meanwhile the log has moved to where it is in range.
  return { next: place.next };
}
