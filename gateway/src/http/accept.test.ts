import { describe, expect, it } from '@jest/globals';
import { negotiate } from './accept.ts';

describe('the form of an answer', () => {
  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/json', 'application/json'],
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
    ['application/graphql-response+json;q=0.5, application/json;q=0.9', 'application/json'],
    ['text/html, APPLICATION/JSON; charset=utf-8', 'application/json'],
    ['text/event-stream', 'text/event-stream'],
    ['text/event-stream, */*;q=0.1', 'text/event-stream'],
    ['text/*', undefined],
    ['text/html', undefined],
    ['application/json;q=0', undefined],
  ])('for %p is %p', (accept, type) => {
    expect(negotiate(accept)).toBe(type);
  });
});
