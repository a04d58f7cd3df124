import { createLogReader, decode, type Event, type Kafka } from '@fiscal/kit/events';

/** Every event that comes to the topic from now on. */
export async function tail(kafka: Kafka, topic: string): Promise<{ readonly seen: Event[]; stop(): Promise<void> }> {
  const seen: Event[] = [];
  const reader = createLogReader(kafka);
  const ends = (await reader.offsets([topic], 'high'))[topic] ?? [];
  const followed = reader.follow(
    ends.map((from, partition) => ({ topic, partition, from })),
    (_, __, { records }) => void seen.push(...records.map(decode)),
    new AbortController().signal,
  );
  return {
    seen,
    async stop() {
      await reader.stop();
      await followed;
    },
  };
}
