import type { EmitInput } from '../emit-input.ts';
import { emitStep } from './emit-steps.ts';
import type { Emitting } from './emitting.ts';
import { createKeysOf, looseNames } from './keys.ts';
import { createMaxStaleMs } from './max-stale.ts';
import { meetingOf } from './meeting.ts';
import { createNeededAs } from './needed-as.ts';
import { neededPlaces } from './needed-places.ts';
import { placesOf, unknownPlace } from './places.ts';
import { mapParts, type Part, partsOf, readPlan } from './read-plan.ts';
import { createRequiredOf } from './required.ts';
import { seenOf } from './seen.ts';
import { shapeOf } from './shape.ts';
import { createSource } from './source.ts';
import { createTypeNames } from './type-names.ts';
import { declareWanted } from './wanted.ts';
import { withoutTypenames } from './without-typenames.ts';

const runtimeNames = [
  'fetchCopy',
  'fetchData',
  'fetchEntities',
  'fetchFailed',
  'fetchHead',
  'fetchHold',
  'fetchKeyless',
  'fetchLack',
  'fetchListText',
  'fetchMeet',
  'fetchRename',
  'fetchStrange',
  'fetchTell',
  'fetchTellLacks',
  'fetchText',
  'fetchUnfit',
  'fetchVariable',
];

/**
 * Writes `async function fetchAll(v, call, faults)`: it asks the subgraphs as the plan says, merges what they answer and
 * gives it as the store. It never rejects; what fails is added to the faults. It needs `fetchRuntime` in `rt`.
 * Errors: an Error when the plan holds what cannot be run.
 */
export function emitFetches({ plan, schema, supergraph, operation }: EmitInput): string {
  const planned = readPlan(plan, operation);
  const copies = partsOf(planned).some(differsByPlace);
  const places = copies ? unknownPlace : placesOf(supergraph, partsOf(planned));
  const root = mapParts(planned, (part) => withoutTypenames(part, places));
  const parts = partsOf(root);
  const loose = looseNames(supergraph);
  const source = createSource();
  const variables = new Map<string, string>();
  const typeNames = createTypeNames(supergraph, loose);
  const requiredOf = createRequiredOf(supergraph, typeNames);
  const keysOf = createKeysOf(supergraph);
  const emitting: Emitting = {
    source,
    variables,
    typeNames,
    keysOf,
    requiredOf,
    maxStaleMs: createMaxStaleMs(supergraph),
    shape: shapeOf(parts),
    loose,
    seen: seenOf(operation),
    places,
    meeting: meetingOf(root),
    copies,
    needed: neededPlaces(parts),
    neededAs: createNeededAs(supergraph, parts, { typeNames, keysOf, requiredOf }),
  };
  const body = emitStep(emitting, root);
  const wanted = declareWanted(source, { schema, operation }, emitting.needed, loose);
  const slots = [...variables.values()].map((slot) => `, ${slot}: undefined`).join('');
  return [
    `const fetchSend = rt.send, { ${runtimeNames.join(', ')} } = rt;`,
    source.text(),
    'async function fetchAll(v, call, faults) {',
    `const held = ${wanted ? 'fetchHold(faults)' : 'faults'};`,
    `const run = { v, call, faults: held, store: undefined, waiting: undefined, lacks: undefined${slots} };`,
    // Every answer is taken by fetchData or fetchEntities, which say so when it is not plain.
    'faults.escapes = false;',
    body,
    'if (run.lacks !== undefined) fetchTellLacks(run);',
    ...(wanted ? [`if (held.held.length > 0) fetchTell(held, faults, run.store, ${wanted}, v);`] : []),
    'return run.store ?? {};',
    '}',
  ].join('\n');
}

/** Whether what a fetch gives of an entity may differ by where that stands. */
function differsByPlace({ fetch, path }: Part): boolean {
  return fetch.contextRewrites !== undefined || path.some(({ kind }) => kind === 'types');
}
