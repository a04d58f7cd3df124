import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CommittedOffsets, openCommittedOffsets } from './committed-offsets.ts';

const root = mkdtempSync(join(tmpdir(), 'offsets-'));
const opened: CommittedOffsets[] = [];
let path: string;
let nowMs: number;

beforeEach(() => {
  path = join(mkdtempSync(join(root, 'journal-')), 'offsets.jsonl');
  nowMs = 1000;
});
afterEach(() => {
  for (const offsets of opened.splice(0)) offsets.close();
});
afterAll(() => rmSync(root, { recursive: true }));

function open(journalBytes = 1_000_000): CommittedOffsets {
  const offsets = openCommittedOffsets(
    path,
    journalBytes,
    () => nowMs,
    () => undefined,
  );
  opened.push(offsets);
  return offsets;
}

function at(offset: number, topic = 'invoices', partition = 0) {
  return { topic, partition, offset, metadata: null };
}

describe('committed offsets', () => {
  it('are there after the process died without a word', () => {
    const offsets = open();
    offsets.commit('g', [at(1), at(5, 'invoices', 1)]);
    offsets.commit('g', [at(2)]);
    const again = open();
    expect(again.get('g', 'invoices', 0)).toMatchObject({ offset: 2, atMs: 1000 });
    expect(again.all('g')).toHaveLength(2);
    expect(again.get('g', 'invoices', 2)).toBeUndefined();
  });

  it('lose nothing but a last line that was torn', () => {
    const offsets = open();
    offsets.commit('g', [at(1)]);
    const whole = statSync(path).size;
    offsets.commit('g', [at(2)]);
    for (let size = statSync(path).size - 1; size > whole; size -= 1) {
      truncateSync(path, size);
      const torn = open();
      expect(torn.get('g', 'invoices', 0)?.offset).toBe(1);
      torn.commit('g', [at(2)]);
      expect(open().get('g', 'invoices', 0)?.offset).toBe(2);
    }
  });

  it('survive rubbish in the journal', () => {
    open().commit('g', [at(7)]);
    appendFileSync(path, 'rubbish\n{"group":1}\n');
    open().commit('g', [at(8, 'mails')]);
    expect(open().all('g')).toMatchObject([{ offset: 7 }, { offset: 8 }]);
  });

  it('keep the journal small, however often they move', () => {
    const offsets = open(2000);
    for (let offset = 0; offset < 1000; offset += 1) offsets.commit('g', [at(offset)]);
    expect(statSync(path).size).toBeLessThan(3000);
    expect(open().get('g', 'invoices', 0)?.offset).toBe(999);
  });

  it('end with their topic', () => {
    const offsets = open();
    offsets.commit('g', [at(1), at(3, 'mails')]);
    offsets.commit('h', [at(1)]);
    offsets.removeTopic('invoices');
    for (const view of [offsets, open()]) {
      expect(view.all('g')).toMatchObject([{ topic: 'mails', offset: 3 }]);
      expect(view.groups()).toEqual(['g']);
    }
  });

  it('are forgotten when their group has been gone for long', () => {
    const offsets = open();
    offsets.commit('gone', [at(1)]);
    offsets.commit('quiet', [at(1)]);
    nowMs = 5000;
    offsets.commit('busy', [at(1)]);
    offsets.expire((group) => group === 'quiet', 3000);
    expect(open().groups()).toEqual(['quiet', 'busy']);
    expect(readFileSync(path, 'utf8')).not.toContain('gone');
  });
});
