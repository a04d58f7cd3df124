import { describe, expect, it } from '@jest/globals';
import { createFormatLine } from '../terminal/log-line.ts';

const format = createFormatLine(false);
const entry = {
  level: 'info',
  time: '2026-05-04T10:15:30.123Z',
  service: 'invoice',
  msg: 'request',
  ms: 12,
  to: { a: 1 },
};

describe('a line of the log', () => {
  it('says when, who, how grave, what, and the rest in short', () => {
    expect(format('invoice', JSON.stringify(entry))).toBe(
      '10:15:30.123 invoice         info  request ms=12 to={"a":1}',
    );
  });

  it('shows a stack for faults, and the message alone for what may happen', () => {
    const err = { message: 'no luck', stack: 'Error: no luck\n    at work' };
    expect(format('auth', JSON.stringify({ ...entry, level: 'error', err }))).toMatch(
      /request ms=12 .*\nError: no luck\n {4}at work$/,
    );
    expect(format('auth', JSON.stringify({ ...entry, level: 'warn', err }))).toMatch(/\(no luck\)$/);
  });

  it('passes on what is no entry', () => {
    expect(format('postgres', 'LOG:  ready')).toMatch(/^ {13}postgres +LOG: {2}ready$/);
    expect(format('postgres', '{"broken":')).toContain('{"broken":');
  });

  it('is coloured on request only', () => {
    expect(createFormatLine(true)('auth', JSON.stringify(entry))).toContain('\u001b[');
    expect(format('auth', JSON.stringify(entry))).not.toContain('\u001b[');
  });
});
