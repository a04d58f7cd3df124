import { describe, expect, it } from '@jest/globals';
import { unreachable } from './failures.ts';

const withCode = (code: string) => Object.assign(new Error('failed'), { code });

describe('a failure', () => {
  it.each([
    withCode('ECONNREFUSED'),
    withCode('57P03'),
    new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]),
    new Error('Connection terminated unexpectedly'),
    new Error('Client has encountered a connection error and is not queryable'),
    new Error('timeout exceeded when trying to connect'),
    new Error('timeout expired'),
    new Error('Query read timeout'),
  ])('is of the server: %s', (error) => {
    expect(unreachable(error)).toBe(true);
  });

  it.each([withCode('23505'), new Error('timeout of my own'), new AggregateError([]), undefined, 'ECONNREFUSED'])(
    'is of the statement or the work: %s',
    (error) => {
      expect(unreachable(error)).toBe(false);
    },
  );
});
