import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isNonNullType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { limitFault } from '../../src/compiler/document/limits.ts';
import type { OperationCase } from './case.ts';
import type { Draw } from './draw.ts';
import { type Declared, writeInput } from './make-input.ts';

type Making = {
  readonly draw: Draw;
  readonly api: GraphQLSchema;
  readonly declared: Declared;
  readonly fragments: { readonly name: string; readonly on: string; readonly text: string }[];
  /** Fields that may still be written. */
  left: number;
};

const maxFields = 30;
const maxDepth = 5;
/** Of links of interface objects: the stock planner weighs exponentially many ways through them (README.md). */
const looseLinks = ['peer', 'owner'];
const maxLooseDepth = 3;
const tries = 6;
const aliases = [
  'a',
  'b',
  'id',
  'sku',
  'name',
  '__proto__',
  'constructor',
  '_r_x',
  '_r_name',
  '__typename',
  '_q0_amount',
  'toString',
];

type Text = Pick<OperationCase, 'text' | 'operationName' | 'variables'>;

/** Writes an operation that is valid for the schema: what was written and is not is written anew. */
export function makeOperation(draw: Draw, api: GraphQLSchema): Text {
  for (let nth = 0; nth < tries; nth++) {
    const made = writeOperation(draw, api);
    const document = parse(made.text);
    // Of what a router refuses for its size (many changes at once), no oracle knows anything.
    if (validate(api, document, undefined, { maxErrors: 1 }).length === 0 && !limitFault(document, {})) return made;
  }
  return { text: '{ __typename }', variables: {} };
}

function writeOperation(draw: Draw, api: GraphQLSchema): Text {
  const making: Making = { draw, api, declared: new Map(), fragments: [], left: maxFields };
  const mutation = api.getMutationType();
  const isMutation = !!mutation && draw.chance(30);
  // Every graph has a query type.
  const root = (isMutation ? mutation : api.getQueryType()) as GraphQLObjectType;
  const selections = writeSelections(making, root, 0);
  const definitions = [...making.declared].map(
    ([name, { type, fallback }]) => `$${name}: ${type}${fallback === undefined ? '' : ` = ${fallback}`}`,
  );
  const isOneOfTwo = draw.chance(10);
  const isNamed = isOneOfTwo || draw.chance(50);
  const head = `${isMutation ? 'mutation' : 'query'}${isNamed ? ' Main' : ''}`;
  const parts = [
    `${head}${definitions.length > 0 ? `(${definitions.join(', ')})` : ''} ${selections}`,
    ...(isOneOfTwo ? ['query Other { __typename }'] : []),
    ...making.fragments.map(({ name, on, text }) => `fragment ${name} on ${on} ${text}`),
  ];
  const given = [...making.declared].filter(([, one]) => 'value' in one).map(([name, { value }]) => [name, value]);
  return {
    text: parts.join('\n'),
    ...(isNamed ? { operationName: 'Main' } : {}),
    variables: Object.fromEntries(given),
  };
}

function writeSelections(making: Making, type: GraphQLCompositeType, depth: number): string {
  const { draw } = making;
  const texts: string[] = [];
  const count = 1 + draw.below(4);
  for (let nth = 0; nth < count && making.left > 0; nth++) {
    const choice = draw.below(100);
    if (choice < 3 && depth === 0) texts.push(writeIntrospection(making));
    else if (choice < 10) texts.push(`${draw.chance(25) ? `${draw.pick(aliases)}: ` : ''}__typename`);
    else if (choice < 28) texts.push(writeFragment(making, type, depth));
    else texts.push(writeField(making, type, depth));
  }
  const written = texts.filter(Boolean);
  return `{ ${(written.length > 0 ? written : ['__typename']).join(' ')} }`;
}

/** Of the schema, which only a query's root tells of; elsewhere the document is not valid and written anew. */
function writeIntrospection({ draw, api }: Making): string {
  const names = Object.keys(api.getTypeMap());
  if (draw.chance(30)) return '__schema { queryType { name } directives { name isRepeatable args { name } } }';
  const inner =
    '{ kind name fields { name isDeprecated type { name kind ofType { name } } args { name defaultValue } }';
  return `__type(name: "${draw.pick(names)}") ${inner} possibleTypes { name } enumValues { name } }`;
}

function writeField(making: Making, type: GraphQLCompositeType, depth: number): string {
  const { draw } = making;
  if (isUnionType(type)) return writeFragment(making, type, depth);
  const fields = Object.values(type.getFields()).filter(
    (field) =>
      !isCompositeType(getNamedType(field.type)) ||
      depth < (looseLinks.includes(field.name) ? maxLooseDepth : maxDepth),
  );
  if (fields.length === 0) return '__typename';
  making.left--;
  const field = draw.pick(fields);
  const named = getNamedType(field.type);
  const inner = isCompositeType(named) ? ` ${writeSelections(making, named, depth + 1)}` : '';
  const alias = draw.chance(20) ? `${draw.pick(aliases)}: ` : '';
  return `${alias}${field.name}${writeArguments(making, field)}${writeCondition(making)}${inner}`;
}

function writeArguments({ draw, declared }: Making, { args }: GraphQLField<unknown, unknown>): string {
  const given = args.filter((one) => (isNonNullType(one.type) && one.defaultValue === undefined) || draw.chance(50));
  const texts = given.map((one) => `${one.name}: ${writeInput(draw, one.type, declared)}`);
  return texts.length > 0 ? `(${texts.join(', ')})` : '';
}

function writeCondition({ draw, declared }: Making): string {
  if (!draw.chance(10)) return '';
  const directive = () => `@${draw.pick(['skip', 'include'])}(if: ${writeCase()})`;
  const writeCase = () => {
    if (draw.chance(20)) return String(draw.chance(50));
    const name = `if${draw.below(3)}`;
    if (!declared.has(name)) declared.set(name, { type: 'Boolean!', value: draw.chance(50) });
    return `$${name}`;
  };
  const first = directive();
  const second = directive();
  const isBoth = draw.chance(15) && first.slice(0, 5) !== second.slice(0, 5);
  return isBoth ? ` ${first} ${second}` : ` ${first}`;
}

function writeFragment(making: Making, type: GraphQLCompositeType, depth: number): string {
  const { draw, api } = making;
  const on = draw.pick(conditionsFor(api, type));
  const condition = writeCondition(making);
  if (draw.chance(70)) {
    const isBare = on === type && draw.chance(50);
    return `...${isBare ? '' : ` on ${on.name}`}${condition} ${writeSelections(making, on, depth)}`;
  }
  const known = making.fragments.filter((one) => one.on === on.name);
  if (known.length > 0 && draw.chance(60)) return `...${draw.pick(known).name}${condition}`;
  const text = writeSelections(making, on, Math.max(depth, 2));
  const name = `F${making.fragments.length}`;
  making.fragments.push({ name, on: on.name, text });
  return `...${name}${condition}`;
}

/** The types that an object of the type may also be: all of them make sense as a condition. */
function conditionsFor(api: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
  const own = isAbstractType(type) ? api.getPossibleTypes(type) : [type];
  const abstract = Object.values(api.getTypeMap()).filter(
    (one) => isAbstractType(one) && api.getPossibleTypes(one).some((possible) => own.includes(possible)),
  );
  return [...new Set([type, ...own, ...(abstract as GraphQLCompositeType[])])];
}
