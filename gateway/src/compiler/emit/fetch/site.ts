import { literal } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import { placeAt } from './places.ts';
import type { Part } from './read-plan.ts';
import type { Seen, SeenField } from './seen.ts';
import type { Given, GivenField } from './selection.ts';

/**
 * Declares where a fetch has its place, what it should give there, and what of it the client does not see: it is only
 * looked at when something fails.
 */
export function declareSite(emitting: Emitting, part: Part): string {
  const { path, given, renames } = part;
  const steps = path.flatMap((step) => (step.kind === 'types' ? [] : [step.kind === 'list' ? '@' : step.name]));
  const seen = steps.reduce<Seen>(
    (at, step) => (step === '@' ? at : (at.get(step)?.below ?? new Map())),
    emitting.seen,
  );
  const fields = [...given.values()].flatMap((field) => {
    const shown = field.name === '__typename' ? undefined : seen.get(field.name);
    return shown ? [emitField(emitting, field, shown)] : [];
  });
  const { type } = placeAt(emitting.places, path);
  const names = steps.filter((step) => step !== '@').map((step) => `/${step}`);
  const hidden = hiddenOf(given, seen, '', (place) => emitting.needed.has(`${names.join('')}/${place}`));
  const needed = [...given.values()].filter((field) => emitting.neededAs(part, field)).map(({ name }) => name);
  const renamed = [...renames].map(([place, name]) => `[${literal(place)}, ${literal(name)}]`).join(', ');
  return emitting.source.declareOnce('Site', (name) =>
    [
      `const ${name} = { path: ${literal(steps)}, type: ${type === undefined ? 'undefined' : literal(type)}, fields: [${fields.join(', ')}],`,
      `hidden: new Map([${hidden.join(', ')}]), renames: new Map([${renamed}]), needed: ${literal(needed)} };`,
    ].join('\n'),
  );
}

/** Whether a fetch should give a field that the client sees hangs on the object's type, `t`, and the variables, `v`. */
function emitField({ typeNames }: Emitting, { name, asked }: GivenField, seen: SeenField): string {
  const ways = asked.map(({ on, conditions }) => {
    const types = on.map((condition) => `${literal([...typeNames(condition)])}.includes(t)`);
    return [...types, ...conditions].join(' && ') || 'true';
  });
  const tests = [...either(ways), ...either([...seen.ways])];
  return `{ name: ${literal(name)}, when: ${tests.length > 0 ? `(t, v) => ${tests.join(' && ')}` : 'undefined'} }`;
}

/** What a fetch gives that the client does not see, by places: `product/weight`; or not always, with when it does. */
function hiddenOf(given: Given, seen: Seen, place: string, isNeeded: (place: string) => boolean): readonly string[] {
  return [...given.values()].flatMap(({ name, fields }) => {
    const field = seen.get(name);
    const at = place + name;
    if (!field) return [`[${literal(at)}, undefined]`];
    const tests = either([...field.ways]);
    const own =
      tests.length > 0 ? [`[${literal(at)}, { isNeeded: ${isNeeded(at)}, when: (v) => ${tests.join(' && ')} }]`] : [];
    return fields ? [...own, ...hiddenOf(fields, field.below, `${at}/`, isNeeded)] : own;
  });
}

function either(ways: readonly string[]): readonly string[] {
  return ways.includes('true') ? [] : [`(${[...new Set(ways)].join(' || ')})`];
}
