import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Caller, everyGraph, type Grant, may, type Permission } from './access.ts';

const permissions: readonly Permission[] = ['read', 'check', 'publish', 'report', 'manage'];
const caller = (...grants: readonly Partial<Grant>[]): Caller => ({
  keyId: 'k',
  name: 'k',
  grants: grants.map((grant) => ({ graphId: 'shop', variants: '*', subgraphs: '*', permissions: ['read'], ...grant })),
});
const allowed = (who: Caller, target: Parameters<typeof may>[2]) =>
  permissions.filter((each) => may(who, each, target));

describe('what a key may do', () => {
  it.each([
    ['read', ['read']],
    ['check', ['read', 'check']],
    ['publish', ['read', 'check', 'publish']],
    ['report', ['report']],
    ['manage', permissions],
  ] as const)('with %s is what follows from it', (permission, follows) => {
    expect(allowed(caller({ permissions: [permission] }), { graphId: 'shop' })).toEqual(follows);
    expect(allowed(caller({ permissions: [permission] }), { graphId: 'other' })).toEqual([]);
  });

  it('in a variant is nothing but reading in the graph as a whole', () => {
    const manager = caller({ variants: ['current'], permissions: ['manage'] });
    expect(allowed(manager, { graphId: 'shop', variant: 'current' })).toEqual(permissions);
    expect(allowed(manager, { graphId: 'shop', variant: 'other' })).toEqual([]);
    expect(allowed(manager, { graphId: 'shop' })).toEqual(['read']);
  });

  it('with a subgraph is nothing but reading in the variant as a whole, and of other subgraphs', () => {
    const publisher = caller({ subgraphs: ['users'], permissions: ['publish'] });
    expect(allowed(publisher, { graphId: 'shop', variant: 'current', subgraph: 'users' })).toEqual([
      'read',
      'check',
      'publish',
    ]);
    expect(allowed(publisher, { graphId: 'shop', variant: 'current', subgraph: 'orders' })).toEqual(['read']);
    expect(allowed(publisher, { graphId: 'shop', variant: 'current' })).toEqual(['read']);
  });

  it('is of all graphs only where a grant is', () => {
    expect(allowed(caller({ permissions: ['manage'] }), { graphId: everyGraph })).toEqual([]);
    expect(allowed(caller({ graphId: everyGraph, permissions: ['manage'] }), { graphId: 'any' })).toEqual(permissions);
  });

  it('is never more in a narrower grant', () => {
    const names = fc.constantFrom('a', 'b');
    const target = fc.record({ graphId: names, variant: names, subgraph: names }, { requiredKeys: ['graphId'] });
    const narrow = fc.uniqueArray(names, { maxLength: 2 });
    fc.assert(
      fc.property(
        names,
        narrow,
        narrow,
        fc.subarray([...permissions]),
        target,
        (graphId, variants, subgraphs, given, asked) => {
          const wide = caller({ graphId, permissions: given });
          for (const each of [{ variants }, { subgraphs }, { variants, subgraphs }]) {
            const less = allowed(caller({ graphId, permissions: given, ...each }), asked);
            expect(allowed(wide, asked)).toEqual(expect.arrayContaining(less));
          }
        },
      ),
    );
  });
});
