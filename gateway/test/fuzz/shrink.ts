import { GraphQLError, isObjectType, parse, print, validate, visit } from 'graphql';
import type { GraphCase, OperationCase } from './case.ts';
import { composeGraph, type Ground } from './ground.ts';
import { keepsPromises } from './promises.ts';
import { smallerTexts } from './reduce-text.ts';

export type Whole = { readonly graph: GraphCase; readonly operation: OperationCase };

/** Whether a case still shows what it was kept for. */
export type Shows = (whole: Whole, ground: Ground) => Promise<boolean>;

/** Makes a case that shows a difference as small as taking things away one by one makes it, until the deadline. */
export async function shrink(whole: Whole, shows: Shows, deadlineAt: number): Promise<Whole> {
  let smallest = whole;
  for (let isBetter = true; isBetter && Date.now() < deadlineAt; ) {
    isBetter = false;
    for (const step of [shrinkOperation, shrinkGraph, shrinkObjects]) {
      const next = await step(smallest, shows, deadlineAt);
      isBetter ||= next !== smallest;
      smallest = next;
    }
  }
  return smallest;
}

async function shrinkOperation(whole: Whole, shows: Shows, deadlineAt: number): Promise<Whole> {
  const ground = groundOf(whole.graph);
  if (!ground) return whole;
  const passes = (operation: OperationCase) => shows({ ...whole, operation }, ground);
  const isValid = ({ text }: OperationCase) => validate(ground.api, parse(text)).length === 0;
  const { graph } = whole;
  const operation = await descend(whole.operation, smallerOperations, isValid, passes, deadlineAt);
  return operation === whole.operation ? whole : { graph, operation };
}

/** Takes the first smaller one that still passes, again and again. */
async function descend<T>(
  from: T,
  smaller: (one: T) => readonly T[],
  isValid: (one: T) => boolean,
  passes: (one: T) => Promise<boolean>,
  deadlineAt: number,
): Promise<T> {
  let smallest = from;
  let left = [...smaller(from)];
  for (let next = left.shift(); next !== undefined && Date.now() < deadlineAt; next = left.shift()) {
    if (!isValid(next) || !(await passes(next))) continue;
    smallest = next;
    left = [...smaller(next)];
  }
  return smallest;
}

function smallerOperations(operation: OperationCase): readonly OperationCase[] {
  const { failing, replaced, variables, labels } = operation;
  return [
    ...smallerTexts(operation.text).flatMap((text) => {
      const pruned = pruneDeclarations(text);
      return pruned === undefined ? [] : [{ ...operation, text: pruned }];
    }),
    ...(failing.length > 1 ? [{ ...operation, failing: [] }] : []),
    ...failing.map((one) => ({ ...operation, failing: failing.filter((other) => other !== one) })),
    ...Object.keys(replaced).map((name) => ({ ...operation, replaced: omit(replaced, name) })),
    ...Object.keys(variables).map((name) => ({ ...operation, variables: omit(variables, name) })),
    ...labels.map((one) => ({ ...operation, labels: labels.filter((other) => other !== one) })),
    ...(operation.operationName === undefined ? [] : [unnamed(operation)]),
  ];
}

function unnamed({ operationName: _, ...operation }: OperationCase): OperationCase {
  return { ...operation, text: operation.text.replace(/\b(query|mutation) Main\b/, '$1') };
}

function omit(from: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(from).filter(([one]) => one !== name));
}

/** Without variables and fragments that nothing uses any more: they would make the document invalid. */
function pruneDeclarations(text: string): string | undefined {
  try {
    const uses = new Set([...text.matchAll(/\.\.\.\s*(\w+)/g)].map(([, name]) => name));
    const document = visit(parse(text, { noLocation: true }), {
      FragmentDefinition: (node) => (uses.has(node.name.value) ? undefined : null),
    });
    const printed = print(document);
    const variables = new Set([...printed.matchAll(/\$(\w+)(?!\w|:)/g)].map(([, name]) => name));
    const pruned = print(
      visit(document, { VariableDefinition: (node) => (variables.has(node.variable.name.value) ? undefined : null) }),
    );
    return pruned || undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}

async function shrinkGraph(whole: Whole, shows: Shows, deadlineAt: number): Promise<Whole> {
  const passes = async (graph: GraphCase) => {
    const ground = groundOf(graph);
    if (!ground || !keepsPromises(ground, graph.objects)) return false;
    if (validate(ground.api, parse(whole.operation.text)).length > 0) return false;
    return shows({ ...whole, graph }, ground);
  };
  const graph = await descend(whole.graph, smallerGraphs, () => true, passes, deadlineAt);
  return graph === whole.graph ? whole : { ...whole, graph };
}

function smallerGraphs(graph: GraphCase): readonly GraphCase[] {
  const { subgraphs } = graph;
  const fewer = subgraphs.map((one) => subgraphs.filter((other) => other !== one));
  const less = subgraphs.flatMap((one) =>
    smallerTexts(one.sdl)
      // Without it a subgraph would be one of federation 1, with rules of its own.
      .filter((sdl) => sdl.includes('federation/v2') && sdl.includes('import: ['))
      .map((sdl) => subgraphs.map((other) => (other === one ? { ...one, sdl } : other))),
  );
  const { unknown, ...known } = graph;
  return [
    ...(unknown ? [known] : []),
    ...[...fewer, ...less].filter((some) => some.length > 0).map((some) => ({ ...graph, subgraphs: some })),
  ];
}

function groundOf({ subgraphs }: GraphCase): Ground | undefined {
  try {
    const ground = composeGraph(subgraphs);
    return 'faults' in ground ? undefined : ground;
  } catch {
    return undefined;
  }
}

/** Leaves out the objects and fields that are gone from the schema or that nothing leads to, and empties lists. */
async function shrinkObjects(whole: Whole, shows: Shows, deadlineAt: number): Promise<Whole> {
  const ground = groundOf(whole.graph);
  if (!ground) return whole;
  const passes = (objects: GraphCase['objects']) => shows({ ...whole, graph: { ...whole.graph, objects } }, ground);
  const objects = await descend(
    whole.graph.objects,
    (one) => smallerObjects(one, ground),
    (one) => keepsPromises(ground, one),
    passes,
    deadlineAt,
  );
  return objects === whole.graph.objects ? whole : { ...whole, graph: { ...whole.graph, objects } };
}

function smallerObjects(objects: GraphCase['objects'], ground: Ground): readonly GraphCase['objects'][] {
  const entries = Object.entries(objects);
  const known = entries.flatMap(([key, fields]) => {
    const type = ground.full.getType(key.split(':', 1)[0] ?? '');
    if (!isObjectType(type)) return [];
    return [[key, Object.fromEntries(Object.entries(fields).filter(([name]) => type.getFields()[name]))] as const];
  });
  const fitting = Object.fromEntries(known);
  const isFitting = JSON.stringify(fitting) === JSON.stringify(objects);
  const text = JSON.stringify(objects);
  const unused = entries.filter(
    ([key]) => key.includes(':') && !text.includes(`"${key}"`) === false && text.split(`"${key}"`).length === 2,
  );
  return [
    ...(isFitting ? [] : [fitting]),
    ...unused.map(([key]) => Object.fromEntries(entries.filter(([other]) => other !== key))),
    ...entries.flatMap(([key, fields]) =>
      Object.entries(fields).flatMap(([name, value]) =>
        smallerValues(value).map((smaller) => ({ ...objects, [key]: { ...fields, [name]: smaller } })),
      ),
    ),
  ];
}

function smallerValues(value: unknown): readonly unknown[] {
  if (value === null) return [];
  const choices = (value as { choices?: unknown }).choices;
  if (Array.isArray(choices)) return [null, choices[0]];
  if (Array.isArray(value))
    return value.length > 0
      ? [null, [], ...value.map((one) => [one])].filter((one) => JSON.stringify(one) !== JSON.stringify(value))
      : [null];
  return [null];
}
