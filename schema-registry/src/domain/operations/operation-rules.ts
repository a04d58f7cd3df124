import {
  type ASTVisitFn,
  FieldsOnCorrectTypeRule,
  FragmentsOnCompositeTypesRule,
  GraphQLError,
  getNamedType,
  isInputObjectType,
  KnownArgumentNamesRule,
  KnownDirectivesRule,
  KnownTypeNamesRule,
  type ObjectValueNode,
  OverlappingFieldsCanBeMergedRule,
  PossibleFragmentSpreadsRule,
  ProvidedRequiredArgumentsRule,
  ScalarLeafsRule,
  UniqueDirectivesPerLocationRule,
  type ValidationRule,
  ValuesOfCorrectTypeRule,
  VariablesAreInputTypesRule,
  VariablesInAllowedPositionRule,
} from 'graphql';

/** The rules whose answer a schema can change, save for those of values and of merging. */
const structure: readonly ValidationRule[] = [
  knownRoots,
  KnownTypeNamesRule,
  FragmentsOnCompositeTypesRule,
  VariablesAreInputTypesRule,
  ScalarLeafsRule,
  FieldsOnCorrectTypeRule,
  PossibleFragmentSpreadsRule,
  KnownDirectivesRule,
  UniqueDirectivesPerLocationRule,
  KnownArgumentNamesRule,
  ProvidedRequiredArgumentsRule,
  VariablesInAllowedPositionRule,
];

/** The rules for documents whose literals are as clients wrote them, and for those whose literals were emptied. */
export const rulesFor: Readonly<Record<'kept' | 'emptied', readonly ValidationRule[]>> = {
  kept: [...structure, ValuesOfCorrectTypeRule],
  emptied: [...structure, emptiedValues],
};

/** Whether fields of one name can be told apart. Alone, since it compares pairs and few changes can touch it. */
export const mergingRules: readonly ValidationRule[] = [OverlappingFieldsCanBeMergedRule];

/** graphql-js lets operations pass that have no root type, and fails them when they run. */
function knownRoots(context: Parameters<ValidationRule>[0]): ReturnType<ValidationRule> {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return;
      context.reportError(new GraphQLError(`Schema has no type for ${node.operation} operations.`, { nodes: [node] }));
    },
  };
}

/** What an emptied literal can still be wrong in: its kind. What was in an object nobody knows. */
function emptiedValues(context: Parameters<ValidationRule>[0]): ReturnType<ValidationRule> {
  const visitor = ValuesOfCorrectTypeRule(context);
  const ofObject = 'ObjectValue' in visitor ? visitor.ObjectValue : undefined;
  const visitObject: ASTVisitFn<ObjectValueNode> = (...visit) => {
    if (isInputObjectType(getNamedType(context.getInputType()))) return undefined;
    return typeof ofObject === 'function' ? ofObject(...visit) : undefined;
  };
  return { ...visitor, ObjectValue: visitObject };
}
