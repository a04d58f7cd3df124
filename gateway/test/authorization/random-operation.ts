import fc from 'fast-check';

/** Fields within fields, by the type they are asked of; as deep as `depth`. */
type Shape = { readonly leaves: readonly string[]; readonly inner: Readonly<Record<string, string>> };

const object: Shape = {
  leaves: ['id', 'leaf', 'sure', 'kind', 'kinds', '__typename'],
  inner: {
    next: 'T1',
    nextSure: 'T2',
    many: 'T3',
    manySure: 'T0',
    face: 'Face',
    faces: 'Face',
    any: 'Any',
    anys: 'Any',
  },
};
const face: Shape = { leaves: [...object.leaves, 'common'], inner: { ...object.inner, peer: 'T3' } };
const shapes: Readonly<Record<string, Shape>> = {
  T0: face,
  T1: face,
  T2: face,
  T3: object,
  Face: { leaves: ['id', 'common', '__typename'], inner: { peer: 'T3' } },
  Any: { leaves: ['__typename'], inner: {} },
  Query: {
    leaves: ['plain', '__typename'],
    inner: { t0: 'T0', t1: 'T1', t2: 'T2', t3: 'T3', face: 'Face', faces: 'Face', any: 'Any', anys: 'Any' },
  },
};
/** What objects may turn out to be, for fragments on another type than the one they stand on. */
const narrower: Readonly<Record<string, readonly string[]>> = {
  Face: ['T0', 'T1', 'T2', 'Face', 'Any'],
  Any: ['T1', 'T2', 'T3', 'Face'],
  T0: ['Face'],
  T1: ['Face', 'Any'],
  T2: ['Any'],
};

/** A random operation over such a graph: aliases, fragments and conditions wherever they may stand. */
export const randomOperation: fc.Arbitrary<string> = fc.gen().map((draw) => {
  let aliases = 0;
  const fragments: string[] = [];
  const chance = (of: number) => draw(fc.integer, { min: 1, max: of }) === 1;
  const pick = <T>(from: readonly T[]): T => from[draw(fc.nat, { max: from.length - 1 })] as T; // never empty
  const condition = () => (chance(6) ? pick([' @include(if: $yes)', ' @skip(if: $no)', ' @skip(if: $yes)']) : '');
  const field = (type: string, depth: number): string => {
    const { leaves, inner } = shapes[type] ?? object;
    const names = [...leaves, ...(depth > 0 ? Object.keys(inner) : [])];
    const name = pick(names);
    const of = inner[name];
    // Merged with another field of the name, one under a condition would be judged by rules of its own.
    const alias = chance(3) || of || type === 'Face' ? `n${++aliases}: ` : '';
    return `${alias}${name}${condition()}${of ? ` ${set(of, depth - 1)}` : ''}`;
  };
  const fragment = (type: string, depth: number): string => {
    const on = pick([type, ...(narrower[type] ?? [])]);
    if (chance(2)) return `... on ${on}${condition()} ${set(on, depth)}`;
    const name = `F${fragments.length}`;
    fragments.push('');
    fragments[Number(name.slice(1))] = `fragment ${name} on ${on} ${set(on, depth)}`;
    return `...${name}${condition()}`;
  };
  const set = (type: string, depth: number): string => {
    const selections = Array.from({ length: draw(fc.integer, { min: 1, max: 4 }) }, () =>
      chance(3) && depth > 0 ? fragment(type, depth - 1) : field(type, depth),
    );
    return `{ ${selections.join(' ')} }`;
  };
  const text = [set('Query', 4), ...fragments].join('\n');
  const variables = ['$yes', '$no'].filter((name) => text.includes(name)).map((name) => `${name}: Boolean!`);
  return `query ${variables.length > 0 ? `(${variables.join(', ')})` : ''} ${text}`;
});
