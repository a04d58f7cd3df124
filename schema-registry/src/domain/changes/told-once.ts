import type { ChangeCode } from './change.ts';
import { hasCoordinate, ownerOf } from './coordinates.ts';
import type { Reading, Schemas } from './reading.ts';

/** Codes whose coordinate itself is new. */
const additions: ReadonlySet<ChangeCode> = new Set<ChangeCode>([
  'TYPE_ADDED',
  'FIELD_ADDED',
  'REQUIRED_ARG_ADDED',
  'OPTIONAL_ARG_ADDED',
  'REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT',
  'OPTIONAL_FIELD_ADDED_TO_INPUT_OBJECT',
  'VALUE_ADDED_TO_ENUM',
  'DIRECTIVE_ADDED',
  'DIRECTIVE_ARG_ADDED',
  'REQUIRED_DIRECTIVE_ARG_ADDED',
]);

/** Leaves out what belongs to something new, which its addition tells, and joins what is told in several pieces. */
export function toldOnce(readings: readonly Reading[], { from }: Schemas): readonly Reading[] {
  const news = readings.filter(({ code, coordinate }) => {
    if (code === 'ROOT_TYPE_CHANGED') return true;
    const known = additions.has(code) ? ownerOf(coordinate) : coordinate;
    return known === null || hasCoordinate(from, known);
  });
  return joinValues(news);
}

/** What is set on a directive that came itself goes with it; a value that changed is found as removed and as added. */
function joinValues(readings: readonly Reading[]): readonly Reading[] {
  const whole = new Set(readings.flatMap((told) => broughtBy(told) ?? []));
  const joined = new Map<string, Reading>();
  for (const told of readings) {
    const subject = subjectOf(told);
    if (subject === null) {
      joined.set(JSON.stringify([told.code, told.coordinate, told.essence]), told);
    } else if (!whole.has(`${told.coordinate} @${subject.directive}`)) {
      const key = JSON.stringify([told.code, told.coordinate, subject]);
      const values = joined.get(key)?.essence ?? [];
      joined.set(key, { ...told, essence: [...values, ...told.essence] });
    }
  }
  return [...joined.values()];
}

function broughtBy({ code, coordinate, essence }: Reading): string | null {
  if (code === 'DIRECTIVE_USAGE_ADDED') return `${coordinate} @${essence[0]}`;
  return code === 'ARG_DEPRECATED' || code === 'FIELD_DEPRECATED' ? `${coordinate} @deprecated` : null;
}

/** Which value of a directive a reading tells of, if it tells of one. */
function subjectOf({ code, essence }: Reading): { directive: string; argument: string } | null {
  if (code === 'DIRECTIVE_USAGE_ARG_CHANGE') return { directive: essence[0] ?? '', argument: essence[1] ?? '' };
  const isReason = code === 'ARG_DEPRECATED_REASON_CHANGE' || code === 'FIELD_DEPRECATED_REASON_CHANGE';
  return isReason ? { directive: 'deprecated', argument: 'reason' } : null;
}
