import { type DocumentNode, GraphQLError, parse } from 'graphql';
import type { Change } from '../changes/change.ts';
import { toSchema } from '../changes/to-schema.ts';
import { createChangeIndex } from './attribute.ts';
import { checkOperation, type Effect, type Ground } from './check-operation.ts';
import { createInputReach } from './input-reach.ts';
import type { OperationCheck, OperationCheckInput, RecordedOperation } from './operation-check.ts';
import { createTouchIndex } from './touch-index.ts';

/** A document of more tokens than this is nobody's operation. */
const maxTokens = 20_000;

/**
 * Holds recorded operations against the API schema that clients have and the one they are to get: an error counts when
 * it is new. The changes are all that `diffSchemas` finds between them, with whatever levels; safe ones touch nobody. Time grows with the operations and with the changes, not with their product.
 * @throws GraphQLError when a schema does not parse.
 */
export function checkOperations({ from, to, changes, operations }: OperationCheckInput): OperationCheck {
  const ground = createGround(from, to, changes);
  const effects = operations.map((operation) => ({ id: operation.id, effect: effectOn(operation, ground) }));
  const read = effects.flatMap(({ id, effect }) => (effect ? [{ id, ...effect }] : []));
  return {
    broken: read
      .filter(({ errors }) => errors.length > 0)
      .map(({ id, errors, breaking }) => ({ id, errors, changes: [...breaking] })),
    potentially: read
      .filter(({ potential }) => potential.size > 0)
      .map(({ id, potential }) => ({ id, changes: [...potential] })),
    checked: read.length,
    unreadable: effects.flatMap(({ id, effect }) => (effect ? [] : [id])),
  };
}

function createGround(fromSdl: string, toSdl: string, changes: readonly Change[]): Ground {
  const [from, to] = [toSchema(fromSdl), toSchema(toSdl)];
  const reach = createInputReach(from);
  const changeIndex = createChangeIndex(changes);
  const touchIndex = createTouchIndex(changes, from, reach);
  return {
    from,
    to,
    reach,
    changeIndex,
    touchIndex,
    isQuiet: fromSdl === toSdl || (changes.length > 0 && changeIndex.at.size === 0 && touchIndex.size === 0),
    unmerging: new Set(changes.flatMap(unmergingKeys)),
  };
}

/** Fields of one name are merged by their types, and by whether their parents may be one object. */
function unmergingKeys({ code, coordinate }: Change): readonly string[] {
  if (code === 'FIELD_CHANGED_TYPE') return [coordinate];
  return code === 'TYPE_CHANGED_KIND' ? [`on ${coordinate}`, `returns ${coordinate}`] : [];
}

const unaffected: Effect = { errors: [], breaking: new Set(), potential: new Set() };

/** What changes do to an operation; null when nobody can read it. */
function effectOn(operation: RecordedOperation, ground: Ground): Effect | null {
  try {
    const document: DocumentNode = parse(operation.document, { maxTokens });
    return ground.isQuiet ? unaffected : checkOperation(document, operation, ground);
  } catch (error) {
    // Deeper nesting than the stack takes is a RangeError, of the parser or of a rule.
    if (error instanceof GraphQLError || error instanceof RangeError) return null;
    throw error;
  }
}
