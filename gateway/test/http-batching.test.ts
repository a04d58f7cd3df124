import { Refusal } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refused } from '../src/answer.ts';
import type { Answer, Arrival } from '../src/request.ts';
import { openDoor } from './http-door.ts';

describe('a list of requests in one body', () => {
  let door: Awaited<ReturnType<typeof openDoor>>;
  let counted = 0;
  beforeAll(async () => {
    door = await openDoor({ batching: { enabled: true, max: 3 }, answer });
  });
  afterAll(() => door.stop());

  /** Counts every request as the rate limit does, and refuses those that ask for too much. */
  const answer = async (arrival: Arrival): Promise<Answer> => {
    counted += 1;
    const headers = { 'x-correlation-id': arrival.headers['x-correlation-id'] ? 'given' : 'made' };
    try {
      const { query } = await arrival.read();
      if (query === 'limited') throw new Refusal('limited', 'RATE_LIMITED', 'too many requests');
      return { kind: 'answered', status: 200, headers, result: { data: JSON.stringify({ query }) } };
    } catch (error) {
      return { ...refused(error as Refusal), headers };
    }
  };
  const post = async (body: unknown, accept = 'application/json') => {
    counted = 0;
    const headers = { 'content-type': 'application/json', accept };
    const response = await fetch(`${door.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const codes = (body: unknown) => [body].flat().map((each) => (each as Body).errors?.[0]?.extensions.code);
  type Body = { errors?: { extensions: { code: string } }[] };

  it('is answered one by one, in its order, each counted for itself', async () => {
    const { status, body } = await post([{ query: 'a' }, { query: 'limited' }, { query: 'c' }]);
    expect([status, counted, codes(body)]).toEqual([200, 3, [undefined, 'RATE_LIMITED', undefined]]);
    expect(body).toMatchObject([{ data: { query: 'a' } }, {}, { data: { query: 'c' } }]);
  });

  it('does not fail as a whole because one of it is unfit', async () => {
    expect(codes((await post([{ query: 1 }, { query: 'b' }])).body)).toEqual(['BAD_REQUEST', undefined]);
    expect(codes((await post([{ query: 'a' }, [{ query: 'b' }]])).body)).toEqual([undefined, 'BAD_REQUEST']);
  });

  it('is refused when it is too long, empty, or asked for as a stream', async () => {
    const many = Array.from({ length: 4 }, () => ({ query: 'a' }));
    expect([await post(many), counted]).toMatchObject([{ status: 400 }, 1]);
    expect(codes((await post(many)).body)).toEqual(['BATCH_TOO_LARGE']);
    expect(codes((await post([])).body)).toEqual(['BAD_REQUEST']);
    expect(codes((await post([{ query: 'a' }], 'text/event-stream')).body)).toEqual(['BATCHING_OFF']);
  });

  it('is refused unless it is switched on', async () => {
    const other = await openDoor();
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${other.url}/graphql`, { method: 'POST', headers, body: '[]' }).finally(other.stop);
    expect([response.status, codes(await response.json())]).toEqual([400, ['BATCHING_OFF']]);
  });
});
