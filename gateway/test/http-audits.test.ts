import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { type House, startHouse } from './house.ts';

/** Those that send a bare GET, which the rule against cross-site requests refuses; the specification leaves it open. */
const bareGets = [
  'MAY accept application/x-www-form-urlencoded formatted GET requests',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
];

describe.each([
  ['on', { MUST: [13, 13], SHOULD: [23, 23], MAY: [22, 25] }, bareGets],
  ['off', { MUST: [13, 13], SHOULD: [23, 23], MAY: [25, 25] }, []],
])("graphql-http's audits, with the rule against cross-site requests %s", (csrf, expected, refused) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({}, `http: { csrf: ${csrf === 'on'} }`);
  });
  afterAll(() => house.stop());

  it(`pass: ${JSON.stringify(expected)}`, async () => {
    const passed: Record<string, [number, number]> = { MUST: [0, 0], SHOULD: [0, 0], MAY: [0, 0] };
    const failed: string[] = [];
    for (const { name, fn } of serverAudits({ url: () => `${house.url}/graphql`, fetchFn: fetch })) {
      const { status } = await fn();
      const [good, all] = passed[name.split(' ')[0] ?? ''] ?? [0, 0];
      passed[name.split(' ')[0] ?? ''] = [good + (status === 'ok' ? 1 : 0), all + 1];
      if (status !== 'ok') failed.push(name);
    }
    expect(failed).toEqual(refused);
    expect(passed).toEqual(expected);
  });
});
