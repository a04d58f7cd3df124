import { literal } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import type { Part } from './read-plan.ts';
import type { Given, GivenField } from './selection.ts';

/** What the client sees at a place of the store, by response names. */
export type Seen = ReadonlyMap<string, Seen>;

/**
 * Declares where a fetch has its place, what it should give there, and what of it the client does not see: it is only
 * looked at when something fails.
 */
export function declareSite(emitting: Emitting, { path, given, renames }: Part): string {
  const steps = path.flatMap((step) => (step.kind === 'types' ? [] : [step.kind === 'list' ? '@' : step.name]));
  const seen = steps.reduce<Seen>((at, step) => (step === '@' ? at : (at.get(step) ?? new Map())), emitting.seen);
  const fields = [...given.values()].filter(({ name }) => name !== '__typename' && seen.has(name));
  const hidden = hiddenOf(given, seen, '');
  const renamed = [...renames].map(([place, name]) => `[${literal(place)}, ${literal(name)}]`).join(', ');
  return emitting.source.declare('Site', (name) =>
    [
      `const ${name} = { path: ${literal(steps)}, fields: [${fields.map((field) => emitField(emitting, field)).join(', ')}],`,
      `hidden: new Set(${literal(hidden)}), renames: new Map([${renamed}]) };`,
    ].join('\n'),
  );
}

/** Whether a fetch should give a field hangs on the object's type, `t`, and the variables, `v`. */
function emitField({ typeNames }: Emitting, { name, asked }: GivenField): string {
  const ways = asked.map(({ on, conditions }) => {
    const types = on.map((condition) => `${literal([...typeNames(condition)])}.includes(t)`);
    return [...types, ...conditions].join(' && ') || 'true';
  });
  const when = ways.includes('true') ? 'undefined' : `(t, v) => ${[...new Set(ways)].join(' || ')}`;
  return `{ name: ${literal(name)}, when: ${when} }`;
}

/** What a fetch gives only for other fetches, as places: `product/weight`. */
function hiddenOf(given: Given, seen: Seen, place: string): readonly string[] {
  return [...given.values()].flatMap(({ name, fields }) => {
    const below = seen.get(name);
    if (!below) return [`${place}${name}`];
    return fields ? hiddenOf(fields, below, `${place}${name}/`) : [];
  });
}
