import type { PolicyLevel, SourceRange, Violation } from '../policy/policy.ts';
import { type EventBreak, eventRules } from './event-breaks.ts';
import type { ProtoBreak } from './proto-breaks.ts';

type Levels = Readonly<Record<string, PolicyLevel>>;

const protoRules = { PROTO_BREAKING: 'ERROR', PROTO_INVALID: 'ERROR' } as const satisfies Levels;

/** The level of every rule of the contracts of services, unless another is set. */
const contractRules: Levels = { ...eventRules, ...protoRules };

/** The breaks of a service's other contracts as violations, of the levels that are set. */
export function violationsOf(
  events: readonly EventBreak[],
  protos: readonly ProtoBreak[],
  levels: Levels,
): readonly Violation[] {
  const of = (rule: string, coordinate: string | null, message: string, at: readonly SourceRange[]): Violation[] => {
    const level = levels[rule] ?? contractRules[rule] ?? 'ERROR';
    return level === 'OFF' ? [] : [{ rule, level, coordinate, message, sourceLocations: at }];
  };
  return [
    ...events.flatMap(({ rule, at, message }) => of(rule, at, message, [])),
    ...protos.flatMap(({ type, path, line, column, byteOffset, message }) => {
      const rule = type === 'COMPILE' ? 'PROTO_INVALID' : 'PROTO_BREAKING';
      const place = { line, column, byteOffset };
      const at = path === '' ? [] : [{ start: place, end: place, subgraphName: null }];
      return of(rule, path || null, `${message} (${type})`, at);
    }),
  ];
}
