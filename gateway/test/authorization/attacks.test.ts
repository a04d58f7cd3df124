import { describe, expect, it } from '@jest/globals';
import type { GraphQLFieldResolver } from 'graphql';
import { createEngine, type Held } from './engine.ts';
import { leaves, link, objects, pay, staff, tax } from './staff.ts';

let done: string[] = [];
const resolve: GraphQLFieldResolver<unknown, unknown> = (source, _, __, { fieldName, parentType }) => {
  if (parentType.name === 'Mutation') done.push(fieldName);
  if (fieldName === 'id') return (source as { id: string }).id; // as `objects` has it
  return objects[fieldName] ?? leaves[fieldName] ?? 1;
};
const engine = createEngine({ staff, pay, tax }, resolve);
const nobody: Held = () => false;
const ask = (text: string, variables: Record<string, unknown> = {}, held = nobody) => {
  done = [];
  return engine.run(text, held, variables);
};

describe('who has nothing to show gets none of it', () => {
  it.each([
    ['by an alias', '{ open: salary }', { open: null }, [['open']]],
    ['by the name of something open', '{ open a: salary open }', { open: 'hello', a: null }, [['a']]],
    ['by a fragment', '{ ...F } fragment F on Query { salary }', { salary: null }, [['salary']]],
    ['by nested fragments', '{ ... { ... on Query { ... { salary } } } }', { salary: null }, [['salary']]],
    [
      'by an interface',
      '{ named { salary } }',
      { named: [{ salary: null }, { salary: null }] },
      [
        ['named', 0, 'salary'],
        ['named', 1, 'salary'],
      ],
    ],
    [
      'by a concrete type behind an interface',
      '{ named { ... on Robot { name salary } ... on Person { name salary } } }',
      {
        named: [
          { name: 'Ada', salary: null },
          { name: 'Ada', salary: 4711 },
        ],
      },
      [['named', 0, 'salary']],
    ],
    [
      'by the interface and the concrete type at once',
      '{ named { salary ... on Robot { salary } } }',
      { named: [{ salary: null }, { salary: null }] },
      [
        ['named', 0, 'salary'],
        ['named', 1, 'salary'],
      ],
    ],
    [
      'by an interface on top of a concrete type',
      '{ me { ... on Named { salary } } }',
      { me: { salary: null } },
      [['me', 'salary']],
    ],
    [
      'by an interface object',
      '{ named { bonus } }',
      { named: [{ bonus: null }, { bonus: null }] },
      [
        ['named', 0, 'bonus'],
        ['named', 1, 'bonus'],
      ],
    ],
    ['by an interface object on a concrete type', '{ me { bonus } }', { me: { bonus: null } }, [['me', 'bonus']]],
    [
      'by a union whose object turns out to be denied',
      '{ found { __typename ... on Secret { code } ... on Robot { name } } }',
      { found: [null, { __typename: 'Robot', name: 'Ada' }, null] },
      [['found', 0]],
    ],
    [
      'by the type name of what is denied',
      '{ me { secret { __typename } } }',
      { me: { secret: null } },
      [['me', 'secret']],
    ],
    [
      'by a field of a denied type, which is not null',
      '{ me { secret { code } } }',
      { me: { secret: null } },
      [['me', 'secret']],
    ],
    ['by what requires it', '{ me { taxed } }', { me: { taxed: null } }, [['me', 'taxed']]],
    ['by an enum', '{ me { rank } }', { me: { rank: null } }, [['me', 'rank']]],
    ['by an argument of the enum', '{ found(as: CHIEF) { __typename } }', { found: null }, [['found']]],
    ['by a list that may not be null', '{ open all { id } }', null, [['all']]],
    [
      'deep down',
      '{ me { boss { boss { salary name } } } }',
      { me: { boss: { boss: { salary: null, name: 'Ada' } } } },
      [['me', 'boss', 'boss', 'salary']],
    ],
  ])('%s', async (_, text, data, paths) => {
    const { errors, sent, ...answer } = await ask(text);
    expect(answer.data).toEqual(data);
    expect(errors.map(({ path }) => path)).toEqual(paths);
    expect(errors.every(({ extensions }) => extensions?.code === 'UNAUTHORIZED_FIELD_OR_TYPE')).toBe(true);
    const said = JSON.stringify(errors) + sent.map(({ query }) => query).join('');
    expect(said).not.toMatch(/4712|hush|code|bonus|rank|taxed/.test(text) ? /4712|hush/ : /471|hush/);
  });

  it.each([
    [
      '@include',
      'query ($x: Boolean!) { open salary @include(if: $x) }',
      { x: true },
      { open: 'hello', salary: null },
      1,
    ],
    [
      '@include that leaves it out',
      'query ($x: Boolean!) { open salary @include(if: $x) }',
      { x: false },
      { open: 'hello' },
      0,
    ],
    [
      '@skip',
      'query ($x: Boolean!) { open ... @skip(if: $x) { salary } }',
      { x: false },
      { open: 'hello', salary: null },
      1,
    ],
    [
      'a variable for the enum',
      'query ($x: Rank) { found(as: $x) { __typename } }',
      { x: 'CHIEF' },
      { found: null },
      1,
    ],
  ])('by %s, and is told of it only where it was asked for', async (_, text, variables, data, count) => {
    const run = await ask(text, variables);
    expect(run.data).toEqual(data);
    expect(run.errors).toHaveLength(count);
    expect(run.sent.map(({ query }) => query).join()).not.toContain('salary');
  });

  it.each(['{ _entities(representations: []) { __typename } }', '{ _service { sdl } }', '{ me { _secret } }'])(
    'by what subgraphs offer each other: %s',
    async (text) => {
      await expect(ask(text)).rejects.toThrow('Cannot query field');
    },
  );

  it('and no subgraph is asked when nothing is left', async () => {
    expect((await ask('{ salary again: salary }')).sent).toEqual([]);
    expect((await ask('mutation { burn }')).sent).toEqual([]);
    expect((await ask('subscription { fires }')).sent).toEqual([]);
  });
});

describe('mutations', () => {
  it('that are denied are not done, those beside them are, in order', async () => {
    const { data, errors } = await ask('mutation { first burn(all: true) a: burn last }');
    expect(data).toEqual({ first: 1, burn: null, a: null, last: 1 });
    expect(errors.map(({ path }) => path)).toEqual([['burn'], ['a']]);
    expect(done).toEqual(['first', 'last']);
  });

  it('that are denied and may not be null leave no data, though those beside them were done', async () => {
    const { data, errors } = await ask('mutation { first burnSurely last }');
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ['burnSurely'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
    expect(done).toEqual(['first', 'last']);
  });

  it('that are granted are done', async () => {
    const { data } = await ask('mutation { burn }', {}, ({ kind }) => kind === 'policy');
    expect(data).toEqual({ burn: 1 });
    expect(done).toEqual(['burn']);
  });
});

describe('a subscription', () => {
  it('to what is denied is null with an error', async () => {
    const { data, errors } = await ask('subscription { fires }');
    expect(data).toEqual({ fires: null });
    expect(errors.map(({ path }) => path)).toEqual([['fires']]);
  });
});

describe('introspection', () => {
  it('shows what there is to everybody, and asks for nothing', async () => {
    const { data, errors, sent } = await ask('{ __type(name: "Person") { fields { name } } __typename }');
    expect(JSON.stringify(data)).toContain('salary');
    expect([errors, sent]).toEqual([[], []]);
  });
});

describe('what the router needs for itself', () => {
  it('is fetched for those only who may have what requires it', async () => {
    const sdl = `${link} type Query { a: A } type A @key(fields: "id") { id: ID! in: Int @own }`;
    const other = `${link} type A @key(fields: "id") { id: ID! in: Int @external out: Int @own @requires(fields: "in") }`;
    const { run } = createEngine({ sdl, other }, (_, __, ___, { fieldName }) =>
      fieldName === 'a' ? { __typename: 'A', id: 'a' } : fieldName === 'id' ? 'a' : 7,
    );
    expect(await run('{ a { out } }', () => true)).toMatchObject({ data: { a: { out: 7 } }, errors: [] });
    const { sent } = await run('{ a { out } }', nobody);
    expect(sent.map(({ query }) => query).join()).not.toMatch(/\bin\b|\bout\b/);
  });
});
