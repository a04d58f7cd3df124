import { createHash } from 'node:crypto';
import type { Change, ChangeCode, ChangeLevel } from '../changes/change.ts';
import type { OperationCheck } from '../operations/operation-check.ts';
import type { CheckSettings } from './check-settings.ts';
import type { AffectedOperation, ChangeFinding } from './check-workflow.ts';
import { describeChange } from './describe-change.ts';
import type { Traffic, TrafficOperation } from './traffic.ts';

const mostOperations = 50;
/** Of all changes together, so that what is kept of a check stays small whatever is proposed. */
const mostKept = 2_000;
const mostClients = 20;
const mostErrors = 5;

/** Nothing that is valid becomes invalid by these, whatever else changes beside them. */
const harmless: ReadonlySet<ChangeCode> = new Set<ChangeCode>([
  'TYPE_ADDED',
  'FIELD_ADDED',
  'OPTIONAL_ARG_ADDED',
  'OPTIONAL_FIELD_ADDED_TO_INPUT_OBJECT',
  'DIRECTIVE_ADDED',
  'DIRECTIVE_LOCATION_ADDED',
  'TYPE_DESCRIPTION_CHANGE',
  'FIELD_DESCRIPTION_CHANGE',
  'ARG_DESCRIPTION_CHANGE',
  'ENUM_VALUE_DESCRIPTION_CHANGE',
  'DIRECTIVE_DESCRIPTION_CHANGE',
  'FIELD_DEPRECATED',
  'FIELD_DEPRECATED_REASON_CHANGE',
  'FIELD_DEPRECATION_REMOVED',
  'ARG_DEPRECATED',
  'ENUM_DEPRECATED',
  'ENUM_DEPRECATED_REASON_CHANGE',
  'ENUM_DEPRECATION_REMOVED',
]);

/** Whether operations have to be held against the new schema for this change. What only adds spares them that. */
export function mayBreak({ code, level }: Change): boolean {
  return level !== 'safe' || !harmless.has(code);
}

/** Gives each change the level that is set for it: for its type, for its code, or its own. */
export function withLevels(changes: readonly Change[], levels: CheckSettings['levels']): Change[] {
  return changes.map((change) => ({ ...change, level: levelSet(change, levels) ?? change.level }));
}

function levelSet({ code, coordinate }: Change, levels: CheckSettings['levels']): ChangeLevel | undefined {
  const type = coordinate.split(/[.(]/, 1)[0];
  return levels[`${code}:${type}`] ?? levels[code];
}

/**
 * Says of every change whom it breaks. A breaking change fails where somebody uses what it breaks, and where there is no
 * traffic that could tell, unless that is let pass. Operations that break though no change tells why come last.
 */
export function findChanges(
  changes: readonly Change[],
  check: OperationCheck,
  traffic: Traffic,
  { lenient, levels }: Pick<CheckSettings, 'lenient' | 'levels'>,
): ChangeFinding[] {
  const operations = new Map(traffic.operations.map((each) => [each.id, each]));
  const affected = affectedBy(check, operations);
  const blind = traffic.operations.length === 0 && traffic.requests === 0;
  const told = changes.map((change): ChangeFinding => {
    const all = [...(affected.get(change.fingerprint)?.values() ?? [])];
    const unseen = blind && change.level === 'breaking' && !lenient;
    const isBroken = change.level === 'breaking' ? all.length > 0 || unseen : all.some(({ certain }) => certain);
    // Whoever sets a change to be safe means it, whatever it breaks.
    const failing = isBroken && levelSet(change, levels) !== 'safe';
    return findingOf(change, all, { failing, unseen });
  });
  return bounded([...told, ...untold(check, operations)].sort((a, b) => Number(b.failing) - Number(a.failing)));
}

/** Keeps the operations of the first changes; of the others, how many they touch. */
function bounded(findings: readonly ChangeFinding[]): ChangeFinding[] {
  let left = mostKept;
  return findings.map((finding) => {
    const affected = finding.affected.slice(0, Math.max(left, 0));
    left -= affected.length;
    return { ...finding, affected };
  });
}

type Told = Pick<Change, 'level' | 'coordinate' | 'description' | 'fingerprint'> & { readonly code: string };

function findingOf(
  { code, level, coordinate, description, fingerprint }: Told,
  all: readonly AffectedOperation[],
  { failing, unseen }: { failing: boolean; unseen: boolean },
): ChangeFinding {
  const sorted = [...all].sort((a, b) => b.requests - a.requests);
  return {
    code,
    level,
    coordinate,
    description: failing ? describeChange(description, sorted, unseen) : description,
    fingerprint,
    failing,
    affected: sorted.slice(0, mostOperations),
    affectedCount: all.length,
  };
}

function affectedBy(check: OperationCheck, operations: ReadonlyMap<string, TrafficOperation>) {
  const affected = new Map<string, Map<string, AffectedOperation>>();
  const add = (fingerprints: readonly string[], operation: AffectedOperation | undefined) => {
    if (!operation) return;
    for (const each of fingerprints) {
      const known = affected.get(each) ?? new Map<string, AffectedOperation>();
      if (!known.has(operation.id)) affected.set(each, known.set(operation.id, operation));
    }
  };
  for (const { id, errors, changes } of check.broken) add(changes, affectedOf(operations.get(id), errors));
  for (const { id, changes } of check.potentially) add(changes, affectedOf(operations.get(id), undefined));
  return affected;
}

function affectedOf(
  operation: TrafficOperation | undefined,
  errors: readonly { readonly message: string }[] | undefined,
): AffectedOperation | undefined {
  if (!operation) return undefined;
  const { id, name, requests, persisted, clients } = operation;
  return {
    id,
    name,
    requests,
    persisted,
    clients: [...clients].sort((a, b) => b.requests - a.requests).slice(0, mostClients),
    certain: errors !== undefined,
    errors: (errors ?? []).slice(0, mostErrors).map(({ message }) => message),
  };
}

/** Operations that break by changes together, or by one that has no name. */
function untold({ broken }: OperationCheck, operations: ReadonlyMap<string, TrafficOperation>): ChangeFinding[] {
  return broken
    .filter(({ changes }) => changes.length === 0)
    .flatMap(({ id, errors }) => {
      const operation = affectedOf(operations.get(id), errors);
      if (!operation) return [];
      const code = 'OPERATION_BROKEN';
      const description = errors[0]?.message.replace(/\.$/, '') ?? 'An operation is no longer valid';
      const fingerprint = createHash('sha256')
        .update(JSON.stringify([code, id, description]))
        .digest('hex');
      const change = {
        code,
        level: 'breaking' as const,
        coordinate: errors[0]?.coordinate ?? '',
        description,
        fingerprint,
      };
      return [findingOf(change, [operation], { failing: true, unseen: false })];
    });
}
