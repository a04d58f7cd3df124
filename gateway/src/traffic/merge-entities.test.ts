import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EntityQuery, mergeEntities, readEntityQuery, splitAnswer } from './merge-entities.ts';

const query = 'query($r:[_Any!]!,$first:Int){_entities(representations:$r){...on Invoice{total}}}';
const bodyOf = (ids: readonly string[], first = 1) =>
  JSON.stringify({ query, variables: { r: ids.map((id) => ({ __typename: 'Invoice', id })), first } });
const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });

/** Answers as a subgraph would, with an error for each entity in `broken`. */
function answer(body: string, broken: readonly string[]) {
  const { variables } = JSON.parse(body) as { variables: { r: readonly { id: string }[]; first: number } };
  const failed = variables.r.flatMap(({ id }, index) => (broken.includes(id) ? [index] : []));
  return {
    data: {
      _entities: variables.r.map(({ id }) => (broken.includes(id) ? null : { total: `${id} ${variables.first}` })),
    },
    ...(failed.length > 0
      ? {
          errors: failed.map((index) => ({
            message: `no ${variables.r[index]?.id}`,
            path: ['_entities', index, 'total'],
          })),
        }
      : {}),
  };
}

describe('requests for entities that are sent as one', () => {
  it('come to what each would have come to alone, and ask for nothing twice', () => {
    fc.assert(
      fc.property(fc.array(ids, { minLength: 1, maxLength: 6 }), ids, (asked, broken) => {
        const bodies = asked.map((each) => bodyOf(each));
        const { body, shares } = mergeEntities(bodies.map((each) => readEntityQuery(each) as EntityQuery));
        const { r } = (JSON.parse(body) as { variables: { r: readonly { id: string }[] } }).variables;
        expect(r.map(({ id }) => id)).toEqual([...new Set(asked.flat())]);
        const merged = answer(body, broken);
        const taken = new Set<number>();
        const split = shares.map((share) => splitAnswer(merged, share, taken));
        expect(split).toEqual(bodies.map((each) => answer(each, broken)));
        const entities = split.flatMap(({ data }) =>
          (data as { _entities: (object | null)[] })._entities.filter(Boolean),
        );
        expect(new Set(entities).size).toBe(entities.length);
      }),
    );
  });

  it('are told of an error that is about no entity, all of them', () => {
    const { shares } = mergeEntities(
      [bodyOf(['a']), bodyOf(['b'])].map((each) => readEntityQuery(each) as EntityQuery),
    );
    const failed = { data: null, errors: [{ message: 'down' }] };
    expect(shares.map((share) => splitAnswer(failed, share, new Set()))).toEqual([failed, failed]);
  });

  it('are those of one shape: anything else goes its own way', () => {
    expect(readEntityQuery(bodyOf(['a'], 1))?.shape).not.toBe(readEntityQuery(bodyOf(['a'], 2))?.shape);
    expect(readEntityQuery('{"query":"{me{id}}"}')).toBeUndefined();
    const two =
      'query($r0:[_Any!]!,$r1:[_Any!]!){e0:_entities(representations:$r0){id}e1:_entities(representations:$r1){id}}';
    expect(readEntityQuery(JSON.stringify({ query: two, variables: { r0: [], r1: [] } }))).toBeUndefined();
  });
});
