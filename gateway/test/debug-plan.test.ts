import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type House, startHouse } from './house.ts';

const headers = { 'x-router-debug-plan': '1' };
const query = '{ invoice(id: "a\u2028globalThis.broken = true;//\\n*/") { id notifications { title } } }';

type Shown = { extensions?: { debug?: { source: string; granted: boolean[] } } };

describe('plans and generated code', () => {
  let house: House;
  let token: string;
  beforeAll(async () => {
    house = await startHouse({ ROUTER_DEBUG_PLAN: '1' });
    token = await house.issuer.token();
  });
  afterAll(() => house.stop());

  it('are shown to whoever asks where that is switched on', async () => {
    const shown = (await house.ask(query, { token, headers })).body as Shown;
    expect(shown.extensions?.debug?.source).toMatch(/^\/\/ QueryPlan \{[\s\S]*'use strict'[\s\S]*function fetchAll/);
    expect(((await house.ask(query, { token })).body as Shown).extensions).toBeUndefined();
  });

  it('hold no text of a client that is not quoted', async () => {
    const { source = '' } = ((await house.ask(query, { token, headers })).body as Shown).extensions?.debug ?? {};
    expect(source).toContain('globalThis.broken');
    expect(source).not.toMatch(/[\u2028\u2029]/);
    expect((globalThis as { broken?: boolean }).broken).toBeUndefined();
  });

  it('are shown to nobody otherwise', async () => {
    const other = await startHouse();
    expect(((await other.ask('{ __typename }', { headers })).body as Shown).extensions).toBeUndefined();
    await other.stop();
  });
});
