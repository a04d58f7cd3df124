import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type House, startHouse } from './house.ts';

const interleavings = 1_000;
const users = ['ana', 'bela'];
/** Two subgraphs, one after the other. */
const query = '{ me { id } invoices { nodes { id notifications { id } } } }';

describe('two users with the same query in flight', () => {
  let house: House;
  let tokens: string[];
  beforeAll(async () => {
    const limits = { RATE_LIMIT_ANONYMOUS: '1000000000', RATE_LIMIT_ENTERPRISE: '1000000000' };
    house = await startHouse(limits, 'traffic: { deduplicate: true }');
    tokens = await Promise.all(users.map((sub) => house.issuer.token({ sub, tenant: `tenant-${sub}`, sid: sub })));
    for (const user of users) {
      const row = { id: `of-${user}`, status: 'ARCHIVED', version: 1, issuerRfc: 'EKU9003173C9', total: '1.00' };
      house.ledger.invoices.set(`tenant-${user}`, new Map([[row.id, row]]));
    }
  });
  afterAll(() => house.stop());

  const expectedOf = (user: string | undefined) => ({
    me: { id: user },
    invoices: { nodes: [{ id: `of-${user}`, notifications: [{ id: `n-of-${user}` }] }] },
  });

  it(`get each their own answer, in ${interleavings} interleavings`, async () => {
    let asked = 0;
    house.ledger.seen.length = 0;
    const step = fc.record({ who: fc.nat({ max: users.length }), pauseMs: fc.constantFrom(0, 0, 0, 0, 1, 2) });
    const ask = async (who: number) => {
      const token = tokens[who];
      const { body } = await house.ask(query, token ? { token } : {});
      if (token) expect(body).toEqual({ data: expectedOf(users[who]) });
      // The last of them did not sign in.
      else expect(JSON.stringify(body)).not.toMatch(/of-|ana|bela/);
      asked += token ? 1 : 0;
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
        const answers: Promise<void>[] = [];
        for (const { who, pauseMs } of steps) {
          answers.push(ask(who));
          if (pauseMs > 0) await wait(pauseMs);
        }
        await Promise.all(answers);
      }),
      { numRuns: interleavings, seed: 20_261_121 },
    );
    const calls = house.ledger.seen.filter(({ identity }) => identity.kind === 'user').length;
    // Three calls each, were nothing shared; otherwise nothing would be shown.
    expect(calls).toBeLessThan(3 * asked * 0.9);
  }, 240_000);
});
