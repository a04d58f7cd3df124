import { literal, property } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import { declareMerge } from './merge.ts';
import { placeAt } from './places.ts';
import type { Part } from './read-plan.ts';
import { emitRenames } from './rename.ts';
import { shapeAt } from './shape.ts';

/**
 * Declares the function that takes a part's entities out of an answer, and merges each into the objects it was asked
 * for. An entity that several objects share is copied where what comes later may differ between these. `isLead`: no other
 * part takes from the same list before.
 */
export function declareTaker(emitting: Emitting, part: Part, site: string, isLead: boolean): string {
  const merge = declareMerge(emitting, part.given, shapeAt(emitting.shape, part.path));
  const { copies, places } = emitting;
  const { type } = placeAt(places, part.path);
  const own = type === undefined ? 't[i].__typename' : literal(type);
  return emitting.source.declare('Take', (name) =>
    [
      `function ${name}(run, answer, asked, isFirst, n, t, x) {`,
      `const list = fetchEntities(run, ${site}, answer, asked, isFirst, n, t, x);`,
      'if (list === undefined) return;',
      ...(isLead ? emitRenames(part, 'list') : []),
      ...(copies ? ['const used = new Set();'] : []),
      'let strange;',
      'for (let i = 0; i < t.length; i++) {',
      `${copies ? 'let' : 'const'} e = list[x[i]];`,
      `if (e == null) { ${emitUnknown(emitting, part)}continue; }`,
      `if (typeof e !== 'object' || ${emitStrange(emitting, own, 'e.__typename')}) { (strange ??= []).push(t[i]); continue; }`,
      ...(copies ? ['if (used.has(e)) e = fetchCopy(e); else used.add(e);'] : []),
      `${merge}(t[i], e);`,
      '}',
      `if (strange !== undefined) fetchStrange(run, ${site}, strange);`,
      '}',
    ].join('\n'),
  );
}

/** Of an entity that the subgraph does not know, all is null that may be: what is computed of it is computed of null. */
function emitUnknown(emitting: Emitting, part: Part): string {
  const inputs = [...part.given.values()].filter((field) => emitting.neededAs(part, field) === 'input');
  if (inputs.length === 0) return '';
  const sets = inputs.map(({ name }) => `if (${property('t[i]', name)} === undefined) t[i][${literal(name)}] = null;`);
  return `if (e === null) { ${sets.join(' ')} } `;
}

/** Writes the test of whether an entity says that it is of another type than the object it was asked for. */
function emitStrange({ source, typeNames, loose }: Emitting, own: string, told: string): string {
  const differs = `${told} !== undefined && ${told} !== ${own}`;
  if (loose.size === 0) return differs;
  const fits = source.declare('Fits', (name) =>
    [
      `function ${name}(one, other) {`,
      ...[...loose].map((type) => {
        const names = [...typeNames(type)].map((possible) => literal(possible)).join(', ');
        return `if (one === ${literal(type)}) return [${names}].includes(other);`;
      }),
      'return false;',
      '}',
    ].join('\n'),
  );
  return `${differs} && !${fits}(${told}, ${own}) && !${fits}(${own}, ${told})`;
}
