import type { Emitting } from './emitting.ts';
import { type Needs, readNeeds } from './needs.ts';
import type { Part } from './read-plan.ts';
import { emitRepresentation } from './representation.ts';
import { emitTypeTest } from './type-test.ts';
import { emitWalk } from './walk.ts';

/** Writes statements that put every object at a part's place into `t0`. */
export function collectObjects(emitting: Emitting, { path }: Part): string {
  return emitWalk(emitting, path, (ancestors) => `t0.push(${ancestors.at(-1)});`);
}

/**
 * Writes statements that put every object that fits a fetch into `t0`, the place of its representation among those that
 * are sent into `x0`, and the text of these into `r0`, `n0` of them: equal ones once.
 */
export function collectRepresentations(emitting: Emitting, part: Part): string {
  const groups = readNeeds(part.fetch.requires ?? [], part.fetch.inputRewrites ?? [], emitting.typeNames).filter(
    isNamed,
  );
  const isSingle = part.path.every(({ kind }) => kind !== 'list');
  const maps = isSingle ? [] : groups.map((_, at) => `m${at} = new Map()`);
  const walk = emitWalk(emitting, part.path, (ancestors) => {
    const here = ancestors.at(-1) ?? '';
    return groups
      .map((group, at) => emitGroup(emitting, part, group, here, isSingle ? undefined : `m${at}`))
      .join('\nelse ');
  });
  return maps.length > 0 ? `const ${maps.join(', ')};\n${walk}` : walk;
}

/** Without a type nothing can be looked up. */
function isNamed({ needs }: Needs[number]): boolean {
  return needs.some(({ sent }) => sent === '__typename');
}

function emitGroup(
  emitting: Emitting,
  part: Part,
  group: Needs[number],
  here: string,
  map: string | undefined,
): string {
  const keys = keysOf(emitting, part, group);
  const { read, test, text, identity } = emitRepresentation(emitting, group, here, keys);
  const add = `r0 = n0 === 0 ? ${text} : r0 + ',' + ${text}`;
  const found = map
    ? `const k = ${identity};\nlet x = ${map}.get(k);\nif (x === undefined) { x = n0; ${map}.set(k, x); ${add}; n0++; }`
    : `const x = n0; ${add}; n0++;`;
  const body = `${read}\nif (${test}) {\n${found}\nt0.push(${here}); x0.push(x);\n}`;
  return `${group.types ? `if (${emitTypeTest(emitting.source, `${here}.__typename`, group.types)}) ` : ''}{\n${body}\n}`;
}

function keysOf(
  { keysOf: read }: Emitting,
  { fetch }: Part,
  { types, needs }: Needs[number],
): readonly ReadonlySet<string>[] {
  const constant = needs.find(({ sent }) => sent === '__typename')?.constant;
  const names: readonly string[] = constant === undefined ? [...(types ?? [])] : [String(JSON.parse(constant))];
  return names.flatMap((name) => read(fetch.serviceName, name));
}
