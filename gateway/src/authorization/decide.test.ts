import type { Identity, UserIdentity } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import type { Rule } from '../compiler/contract.ts';
import { createDecide } from './decide.ts';
import { createPolicyPort, type DecidePolicy, type PolicyTerms } from './policy-port.ts';

const user: UserIdentity = {
  kind: 'user',
  via: 'gateway',
  userId: 'u',
  tenantId: 't',
  roles: ['analyst'],
  tier: 'pro',
  sessionId: 's',
  scopes: ['read', 'write'],
};
const anonymous: Identity = { kind: 'anonymous', via: 'gateway' };
const policy = (...anyOf: string[][]): Rule => ({ kind: 'policy', anyOf });
const scopes = (...anyOf: string[][]): Rule => ({ kind: 'scopes', anyOf });

function decide(policies: Record<string, PolicyTerms> = {}, decidePolicy?: DecidePolicy) {
  return createDecide(createPolicyPort({ policies, decidePolicy, timeoutMs: 50 }));
}

describe('the decision over rules', () => {
  it('is made at once where there is nothing to ask, and costs nothing where there are no rules', () => {
    expect(decide()([], user)).toBe(decide()([], anonymous));
    expect(decide()([{ kind: 'authenticated' }], user)).toEqual([true]);
    expect(decide()([{ kind: 'authenticated' }], anonymous)).toEqual([false]);
  });

  it.each([
    ['one that it has', scopes(['read']), true],
    ['two that it has', scopes(['read', 'write']), true],
    ['one more than it has', scopes(['read', 'manage']), false],
    ['one group or another', scopes(['manage'], ['write']), true],
    ['no group at all', scopes(), false],
  ])('over scopes: %s', (_, rule, expected) => {
    expect(decide()([rule], user)).toEqual([expected]);
    expect(decide()([rule], anonymous)).toEqual([false]);
  });

  it.each([
    ['role:analyst', true],
    ['role:admin', false],
    ['tier:pro', true],
    ['tier:free', false],
    ['tenant:t', true],
    ['tenant:other', false],
    ['tenant:any', true],
    ['of-settings', true],
    ['of-settings-too-narrow', false],
    ['of-settings-empty', false],
    ['of-nobody', false],
    ['__proto__', false],
    ['constructor', false],
  ])('over the policy %s', (name, expected) => {
    const settings = {
      'of-settings': { roles: ['admin', 'analyst'], tiers: ['pro'], tenants: ['t'], scopes: ['read', 'write'] },
      'of-settings-too-narrow': { roles: ['analyst'], tiers: ['enterprise'] },
      'of-settings-empty': {},
    };
    expect(decide(settings)([policy([name])], user)).toEqual([expected]);
    expect(decide(settings)([policy([name])], anonymous)).toEqual([false]);
    expect(decide(settings)([policy(['role:admin'], ['role:analyst', name])], user)).toEqual([expected]);
  });

  it('takes a policy of the settings for what it says, also under the name of a built-in one', () => {
    expect(decide({ 'role:admin': { tiers: ['pro'] } })([policy(['role:admin'])], user)).toEqual([true]);
  });
});

describe('a policy that a function decides', () => {
  it('is asked for once a decision, and only where nothing else knows it', async () => {
    const asked: string[] = [];
    const decideBy = decide({ known: { roles: ['analyst'] } }, async (name) => {
      asked.push(name);
      return name === 'yes';
    });
    const rules = [policy(['yes', 'known']), policy(['no'], ['yes']), policy(['no'])];
    await expect(decideBy(rules, user)).resolves.toEqual([true, true, false]);
    expect(asked.sort()).toEqual(['no', 'yes']);
  });

  it.each<[string, DecidePolicy]>([
    ['throws', () => fail()],
    ['rejects', async () => fail()],
    ['does not know it', () => undefined],
    ['answers with something else than true', () => 'yes' as never],
    ['answers later than it may', () => new Promise(() => undefined)],
  ])('is denied when the function %s', async (_, decidePolicy) => {
    await expect(decide({}, decidePolicy)([policy(['any'])], user)).resolves.toEqual([false]);
  });

  it('is told when nobody waits for its answer any more', async () => {
    let ended = false;
    const slow: DecidePolicy = (_, __, signal) =>
      new Promise(() => signal.addEventListener('abort', () => (ended = true)));
    await decide({}, slow)([policy(['any'])], user);
    expect(ended).toBe(true);
  });
});

function fail(): never {
  throw new Error('as the test wants');
}
