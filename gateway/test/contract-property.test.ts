import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type GraphQLNamedType, type GraphQLSchema, validateSchema } from 'graphql';
import { loadSupergraph } from '../src/compiler/graph/load-supergraph.ts';
import { compose, linkFederation } from './compose.ts';

const runs = Number(process.env.CONTRACT_RUNS ?? 40);

/** Every `#` is a place for tags. */
const template = `
  type Query # {
    a(in: In #, need: E! #, may: E = V #): A #
    named: [Named] #
    found: Found #
    plain: Int #
    deep: Deep #
  }
  type Mutation # { make(in: In! #): A # drop: Int # }
  interface Named # { name(short: Boolean #, in: E #): String # kind: E # }
  interface Deep implements Named # { name(short: Boolean #, in: E #): String # kind: E # depth(in: In #): Int # }
  type A implements Named @key(fields: "id") # { id: ID! # name(short: Boolean #, in: E #): String # kind: E # b: B! # }
  type B implements Named & Deep # { name(short: Boolean #, in: E #): String # kind: E # depth(in: In #): Int # a: [A!] # when: Time # }
  union Found # = A | B
  enum E # { V # W # }
  scalar Time #
  input In # { e: E # must: Other! # other: Other # def: E = W # }
  input Other # { n: Int! # list: [In!] # }`;
const places = template.split('#').length - 1;
const tag = fc.constantFrom('', '', '', '', '@tag(name: "x")', '@tag(name: "y")', '@tag(name: "x") @tag(name: "y")');
const tags = fc.subarray(['x', 'y', 'z'], { maxLength: 2 });

type Tagged = { readonly astNode?: { readonly directives?: readonly unknown[] | undefined } | null | undefined };

const isTagged = ({ astNode }: Tagged, names: readonly string[]) =>
  names.some((name) => JSON.stringify(astNode?.directives ?? []).includes(`"value":"${name}"`));

function partsOf(type: GraphQLNamedType): readonly { readonly name: string }[] {
  if ('getFields' in type) return Object.values(type.getFields());
  return 'getValues' in type ? type.getValues() : [];
}

/** Names of what clients see though it is tagged so; what must be given may be. */
function seen(api: GraphQLSchema, whole: GraphQLSchema, excluded: readonly string[]): readonly string[] {
  return Object.values(api.getTypeMap()).flatMap((type) => {
    const written = whole.getType(type.name);
    if (!written || type.name.startsWith('__')) return [];
    const own = isTagged(written, excluded) ? [type.name] : [];
    const parts = partsOf(type).filter((part) => {
      const original = partsOf(written).find(({ name }) => name === part.name) as Tagged | undefined;
      const mustBeGiven = 'type' in part && !('args' in part) && String(part.type).endsWith('!');
      return original && !mustBeGiven && isTagged(original, excluded);
    });
    return [...own, ...parts.map(({ name }) => `${type.name}.${name}`)];
  });
}

describe('a contract over random tags', () => {
  it('leaves a valid schema without what it excludes, or nothing', () => {
    let left = 0;
    const check = (drawn: readonly string[], include: readonly string[], exclude: readonly string[]) => {
      const rest = [...drawn];
      const sdl = compose({ a: linkFederation('@key', '@tag') + template.replaceAll('#', () => rest.shift() ?? '') });
      const whole = loadSupergraph(sdl);
      try {
        const { schema } = loadSupergraph(sdl, { include, exclude });
        expect(validateSchema(schema)).toEqual([]);
        expect(seen(schema, whole.supergraph, exclude)).toEqual([]);
        left += 1;
      } catch (error) {
        expect(String(error)).toContain('leaves nothing');
      }
    };
    const drawn = fc.array(tag, { minLength: places, maxLength: places });
    fc.assert(fc.property(drawn, tags, tags, check), { seed: 3, numRuns: runs });
    expect(left).toBeGreaterThan(runs / 4);
  }, 60_000);
});
