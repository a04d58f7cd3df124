import {
  buildSchema,
  type DocumentNode,
  execute,
  type FieldNode,
  GraphQLError,
  type GraphQLFieldResolver,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Rule } from '../../src/compiler/contract.ts';
import { type Demand, facesOf, type RandomGraph, resolveMarked } from './random-graph.ts';

/** What a caller has to show. */
export type Caller = { readonly signedIn: boolean; readonly scopes: readonly string[]; readonly fits: boolean };

export const admin: Caller = { signedIn: true, scopes: ['a', 'b'], fits: true };

/** Whether a rule of the router's holds for the caller. */
export function holds(caller: Caller, rule: Rule): boolean {
  if (rule.kind === 'authenticated') return caller.signedIn;
  if (rule.kind === 'policy') return caller.fits;
  return rule.anyOf.some((group) => group.every((scope) => caller.scopes.includes(scope)));
}

function meets({ signedIn, scopes, fits }: Caller, demand: Demand): boolean {
  const has = (scope: string) => scopes.includes(scope);
  if (demand === 'own') return signedIn;
  if (demand === 'policy') return fits;
  if (demand === 'a and b') return has('a') && has('b');
  return demand === undefined || has(demand);
}

/** What is denied to a caller, said once more and by nothing but the words of the demands. */
export function deniedTo(caller: Caller, { demands }: RandomGraph) {
  const isDenied = (place: string) => !meets(caller, demands[place]);
  const isTypeDenied = (type: string): boolean => {
    if (type === 'Face') return facesOf.some(isDenied);
    return type === 'Any' ? ['T1', 'T2', 'T3'].every(isDenied) : isDenied(type);
  };
  const isFieldDenied = (type: string, field: string, given: string): boolean => {
    const own = type === 'Face' ? facesOf.some((each) => isDenied(`${each}.${field}`)) : isDenied(`${type}.${field}`);
    return own || isTypeDenied(type) || isTypeDenied(given);
  };
  return { isTypeDenied, isFieldDenied };
}

/** Which type each field of a document is asked of. */
export function parentsOf(
  schema: ReturnType<typeof buildSchema>,
  document: DocumentNode,
): ReadonlyMap<FieldNode, string> {
  const parents = new Map<FieldNode, string>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: (node) => void parents.set(node, info.getParentType()?.name ?? ''),
    }),
  );
  return parents;
}

/** The answer that graphql-js gives over one schema whose resolvers throw where something is denied. */
export async function expectedOf(
  apiSdl: string,
  graph: RandomGraph,
  text: string,
  caller: Caller,
  variableValues: Record<string, unknown>,
) {
  const schema = buildSchema(apiSdl);
  const document = parse(text);
  const parents = parentsOf(schema, document);
  const { isFieldDenied, isTypeDenied } = deniedTo(caller, graph);
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) => {
    const given = String(info.returnType).replaceAll(/[[\]!]/g, '');
    const asked = [info.parentType.name, ...info.fieldNodes.flatMap((node) => parents.get(node) ?? [])];
    if (asked.some((type) => isFieldDenied(type, info.fieldName, given))) throw denied();
    return shown(resolveMarked(source, args, context, info), isTypeDenied);
  };
  const answer = await execute({ schema, document, variableValues, fieldResolver });
  return JSON.parse(JSON.stringify(answer)) as { data: unknown; errors?: { path: (string | number)[] }[] };
}

function shown(value: unknown, isTypeDenied: (type: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => shown(each, isTypeDenied));
  const type = typeof value === 'object' && value !== null && '__typename' in value ? String(value.__typename) : '';
  return isTypeDenied(type) ? denied() : value;
}

function denied(): GraphQLError {
  return new GraphQLError('denied');
}
