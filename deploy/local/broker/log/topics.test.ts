import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createBatch } from '../test/batches.ts';
import { createFiles } from './files.ts';
import { createFlusher } from './flusher.ts';
import { checkProducedBatch } from './record-batch.ts';
import { readTopicSettings, type TopicSettings } from './topic-settings.ts';
import { openTopics } from './topics.ts';

const root = mkdtempSync(join(tmpdir(), 'topics-'));
const log = (): void => undefined;
const files = createFiles(10);
const host = { files, flusher: createFlusher(10, log), log, segmentBytes: 1000, indexIntervalBytes: 200 };
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(root, 'broker-'));
});
afterAll(async () => {
  await host.flusher.flush();
  files.closeAll();
  rmSync(root, { recursive: true });
});

function settings(partitions: number, entries: Readonly<Record<string, string>> = {}): TopicSettings {
  const read = readTopicSettings(
    partitions,
    Object.entries(entries).map(([name, value]) => ({ name, value })),
  );
  if (typeof read === 'string') throw new Error(read);
  return read;
}

describe('topics', () => {
  it('are there again after the broker is', () => {
    const topics = openTopics(dir, host);
    topics.create('three', settings(3));
    topics.create('one', settings(1));
    topics.remove('one');
    const again = openTopics(dir, host);
    expect(again.names()).toEqual(['three']);
    expect(again.partitionCount('three')).toBe(3);
    expect(again.partition('three', 3)).toBeUndefined();
  });

  it('that were being made or deleted when the broker died leave nothing behind', () => {
    mkdirSync(join(dir, '~half-made', '0'), { recursive: true });
    expect(openTopics(dir, host).names()).toEqual([]);
    expect(existsSync(join(dir, '~half-made'))).toBe(false);
  });

  it('do not begin with a folder that is something else', () => {
    mkdirSync(join(dir, 'photos'));
    expect(() => openTopics(dir, host)).toThrow('photos is no topic');
  });

  it('keep their own retention, where they have one', () => {
    const topics = openTopics(dir, host);
    topics.create('short', settings(1, { 'retention.ms': '1000' }));
    topics.create('endless', settings(1, { 'retention.ms': '-1' }));
    topics.create('plain', settings(1));
    for (const name of topics.names()) {
      const batch = createBatch([{ value: 'x' }]);
      const header = checkProducedBatch(batch);
      if (typeof header !== 'string') topics.partition(name, 0)?.append(batch, header);
      const old = new Date(Date.now() - 10_000);
      utimesSync(join(dir, name, '0', '00000000000000000000.log'), old, old);
    }
    const starts = () => topics.names().map((name) => topics.partition(name, 0)?.start());
    topics.retain({ ms: 60_000, bytes: 1e9 }, Date.now());
    expect(starts()).toEqual([1, 0, 0]);
    topics.retain({ ms: 5000, bytes: 1e9 }, Date.now());
    expect(starts()).toEqual([1, 0, 1]);
  });
});
