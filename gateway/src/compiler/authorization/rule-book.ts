import {
  type ConstDirectiveNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { Rule } from '../contract.ts';
import { rulesOfItsOwn } from './inherited-rules.ts';
import { createReadRules, type ReadRules } from './read-rules.ts';

/** What a caller must show for each type and field of a supergraph. */
export type RuleBook = {
  /** Whether nothing is protected at all. */
  readonly empty: boolean;
  ofType(typeName: string): readonly Rule[];
  /** Of the field alone; those of the types at both of its ends come on top. */
  ofField(typeName: string, fieldName: string): readonly Rule[];
};

const books = new WeakMap<GraphQLSchema, RuleBook>();

/** The rules of a supergraph, read once for each. */
export function ruleBookOf(supergraph: GraphQLSchema): RuleBook {
  const known = books.get(supergraph);
  if (known) return known;
  const book = readRuleBook(supergraph);
  books.set(supergraph, book);
  return book;
}

type Rules = Map<string, readonly Rule[]>;

function readRuleBook(supergraph: GraphQLSchema): RuleBook {
  const rules: Rules = new Map();
  const read = createReadRules(supergraph);
  const types = Object.values(supergraph.getTypeMap());
  for (const type of types) readType(type, read, rules);
  const written: Rules = new Map(rules);
  for (const type of types) if (isInterfaceType(type)) handDown(supergraph, type, written, rules);
  return {
    empty: rules.size === 0,
    ofType: (typeName) => rules.get(typeName) ?? [],
    ofField: (typeName, fieldName) => rules.get(`${typeName}.${fieldName}`) ?? [],
  };
}

function readType(type: GraphQLNamedType, read: ReadRules, rules: Rules): void {
  const nodes = [type.astNode, ...type.extensionASTNodes];
  const note = (place: string, directives: readonly ConstDirectiveNode[]) => {
    const found = read(directives);
    if (found.length > 0) rules.set(place, found);
  };
  note(
    type.name,
    nodes.flatMap((node) => node?.directives ?? []),
  );
  if (!isObjectType(type) && !isInterfaceType(type)) return;
  for (const field of Object.values(type.getFields()))
    note(`${type.name}.${field.name}`, field.astNode?.directives ?? []);
}

/** Compares what is written only, so that the order of interfaces that share implementations does not matter. */
function handDown(supergraph: GraphQLSchema, type: GraphQLInterfaceType, written: Rules, rules: Rules): void {
  const objects = supergraph.getPossibleTypes(type).map(({ name }) => name);
  const places = ['', ...Object.keys(type.getFields()).map((name) => `.${name}`)];
  for (const place of places) {
    const own = rulesOfItsOwn(
      written.get(type.name + place) ?? [],
      objects.flatMap((name) => written.get(name + place) ?? []),
    );
    if (own.length === 0) continue;
    for (const name of objects) rules.set(name + place, [...(rules.get(name + place) ?? []), ...own]);
  }
}
