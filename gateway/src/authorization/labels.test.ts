import type { UserIdentity } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import { type Asker, createLabels } from './labels.ts';

const asker = (userId: string, headers: Asker['headers'] = {}): Asker => {
  const user: UserIdentity = {
    kind: 'user',
    via: 'gateway',
    userId,
    tenantId: 't',
    roles: [],
    tier: 'free',
    sessionId: 's',
    scopes: [],
  };
  return { identity: user, headers, address: '::1' };
};
const askers = Array.from({ length: 10_000 }, (_, index) => asker(`user-${index}`));
const labels = createLabels({
  third: { percent: 33.3 },
  other: { percent: 33.3 },
  beta: { header: 'X-Beta' },
  canary: { header: 'x-stage', value: 'canary' },
  on: { flag: true },
  off: { flag: false },
});
const isOn = (label: string, who: Asker) => labels([label], who).length === 1;
const shareOf = (label: string) => askers.filter((who) => isOn(label, who)).length / askers.length;

describe('labels of progressive overrides', () => {
  it('by share take about as many callers as they say, and the same ones each time', () => {
    expect(shareOf('percent(10)')).toBeCloseTo(0.1, 1);
    expect(shareOf('percent(0.5)')).toBeCloseTo(0.005, 2);
    expect(shareOf('third')).toBeCloseTo(0.333, 1);
    expect([shareOf('percent(0)'), shareOf('percent(100)')]).toEqual([0, 1]);
    const taken = askers.filter((who) => isOn('percent(10)', who));
    expect(taken.every((who) => isOn('percent(10)', who) && isOn('percent(25)', who))).toBe(true);
  });

  it('take callers of their own each, when they have names', () => {
    const both = askers.filter((who) => isOn('third', who) && isOn('other', who));
    expect(both.length / askers.length).toBeCloseTo(0.11, 1);
  });

  it('by share take those who did not sign in by their address', () => {
    const at = (address: string): Asker => ({ identity: { kind: 'anonymous', via: 'gateway' }, headers: {}, address });
    const taken = askers.filter((_, index) => isOn('percent(50)', at(`10.0.${index >> 8}.${index & 255}`)));
    expect(taken.length / askers.length).toBeCloseTo(0.5, 1);
  });

  it('are on by header, by its value, by flag; and off when nobody knows them', () => {
    const all = ['beta', 'canary', 'off', 'on', 'percent(1000)', 'percent(1e2)', 'percent()', '__proto__', 'nobody'];
    expect(labels(all, asker('u'))).toEqual(['on']);
    expect(labels(all, asker('u', { 'x-beta': '', 'x-stage': 'canary' }))).toEqual(['beta', 'canary', 'on']);
    expect(labels(all, asker('u', { 'x-stage': 'Canary' }))).toEqual(['on']);
  });
});
