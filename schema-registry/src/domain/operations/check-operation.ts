import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import type { Change } from '../changes/change.ts';
import { type ChangeIndex, changesBehind, coordinateOf } from './attribute.ts';
import type { InputReach } from './input-reach.ts';
import { newErrors } from './new-errors.ts';
import { type NodeSubjects, subjectsOf } from './node-subjects.ts';
import type { OperationError, RecordedOperation } from './operation-check.ts';
import { mergingRules, rulesFor } from './operation-rules.ts';
import { type OperationUsage, usageOf } from './operation-usage.ts';
import { verdictOn } from './sent-verdict.ts';
import type { TouchIndex } from './touch-index.ts';

/** What checks of all operations share. */
export type Ground = {
  readonly from: GraphQLSchema;
  readonly to: GraphQLSchema;
  readonly changeIndex: ChangeIndex;
  readonly touchIndex: TouchIndex;
  readonly reach: InputReach;
  /** No change can make an operation invalid, or touch one. */
  readonly isQuiet: boolean;
  /** Keys of operations that can stop merging. */
  readonly unmerging: ReadonlySet<string>;
};

/** What the changes do to one operation. */
export type Effect = {
  readonly errors: readonly OperationError[];
  readonly breaking: ReadonlySet<string>;
  readonly potential: ReadonlySet<string>;
};

/** Holds one operation against both schemas. */
export function checkOperation(document: DocumentNode, operation: RecordedOperation, ground: Ground): Effect {
  const { literals = 'emptied' } = operation;
  const usage = usageOf(document, ground.from, literals);
  const unmerged = usesAny(usage, ground.unmerging) ? newErrors(document, ground, mergingRules) : [];
  const invalid = [...newErrors(document, ground, rulesFor[literals]), ...(literals === 'kept' ? unmerged : [])];
  const told = tell(document, invalid, ground);
  const sent = tellSent(usage, operation, ground);
  const breaking = new Set([...told.changes, ...sent.breaks.map(({ fingerprint }) => fingerprint)]);
  // Signatures have lost their aliases: what conflicts in them may have been told apart.
  const doubted = literals === 'kept' ? [] : tell(document, unmerged, ground).changes;
  const touching = [...doubted, ...sent.touches.map(({ fingerprint }) => fingerprint)];
  return {
    errors: [...told.errors, ...sent.breaks.map(errorOf)],
    breaking,
    potential: new Set(touching.filter((fingerprint) => !breaking.has(fingerprint))),
  };
}

function usesAny({ keys }: OperationUsage, some: ReadonlySet<string>): boolean {
  return some.size > 0 && [...keys].some((key) => some.has(key));
}

function tell(document: DocumentNode, errors: readonly GraphQLError[], { from, changeIndex }: Ground) {
  if (errors.length === 0) return { errors: [], changes: [] };
  const about: NodeSubjects = subjectsOf(document, from);
  return {
    errors: errors.map((error) => ({ message: error.message, coordinate: coordinateOf(error, about) })),
    changes: errors.flatMap((error) => changesBehind(error, about, changeIndex)).map(({ fingerprint }) => fingerprint),
  };
}

/** The changes by what validation cannot see: what variables hold, and what results look like. */
function tellSent(usage: OperationUsage, { sent }: RecordedOperation, { touchIndex, reach, from, to }: Ground) {
  const breaks: Change[] = [];
  const touches: Change[] = [];
  const always = new Set([...usage.always].flatMap((type) => [...reach.always(type)]));
  for (const key of usage.keys) {
    for (const change of touchIndex.get(key) ?? []) {
      const isSent = key.startsWith('sends ');
      const type = change.coordinate.split('.')[0] ?? '';
      const verdict = isSent ? verdictOn(change, sent, always.has(type), { from, to }) : 'may touch';
      if (verdict === 'breaks') breaks.push(change);
      else if (verdict === 'may touch') touches.push(change);
    }
  }
  return { breaks: [...new Set(breaks)], touches };
}

function errorOf({ description, coordinate }: Change): OperationError {
  return { message: `What the variables of the operation hold is refused: ${description}.`, coordinate };
}
