import { describe, expect, it } from '@jest/globals';
import { negotiate } from './accept.ts';

const json = { plain: 'application/json' };
const graphql = { plain: 'application/graphql-response+json' };
const events = { stream: 'sse', prefersEvents: true };

describe('the form of an answer', () => {
  it.each([
    [undefined, json],
    ['', json],
    ['*/*', json],
    ['application/*', json],
    ['application/json', json],
    ['application/graphql-response+json', graphql],
    ['application/graphql-response+json, application/json;q=0.9', graphql],
    ['application/graphql-response+json;q=0.5, application/json;q=0.9', json],
    ['text/html, APPLICATION/JSON; charset=utf-8', json],
    ['text/event-stream', events],
    ['text/event-stream, */*;q=0.1', { ...json, ...events }],
    ['application/json, text/event-stream', { ...json, stream: 'sse' }],
    [
      'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9',
      { ...graphql, stream: 'multipart' },
    ],
    ['multipart/mixed; subscriptionSpec="1.0"', { stream: 'multipart' }],
    ['text/event-stream;q=0.1, multipart/mixed;subscriptionSpec=1.0', { stream: 'multipart' }],
    ['multipart/mixed', {}],
    ['multipart/mixed;subscriptionSpec=2.0', {}],
    ['multipart/mixed;deferSpec=20220824, application/json', json],
    ['text/*', {}],
    ['text/html', {}],
    ['application/json;q=0', {}],
  ])('for %p is %p', (accept, accepted) => {
    expect(negotiate(accept)).toEqual(accepted);
  });
});
