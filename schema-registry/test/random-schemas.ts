import fc from 'fast-check';

/** Two versions of something, mostly alike. */
type Versions<T> = fc.Arbitrary<readonly [T, T]>;

type Argument = { readonly name: string; readonly type: string; readonly standard: boolean } | null;
type Field = { readonly name: string; readonly type: string; readonly args: readonly Argument[] } | null;
type Output = {
  readonly name: string;
  readonly kind: 'type' | 'interface';
  readonly fields: readonly Field[];
  readonly above: boolean;
} | null;
type Input = { readonly name: string; readonly fields: readonly Argument[]; readonly oneOf: boolean } | null;
type Enum = { readonly name: string; readonly values: readonly string[] } | null;
type Parts = readonly [
  readonly Output[],
  readonly Input[],
  readonly Enum[],
  readonly string[] | null,
  string | null,
  readonly Field[],
];

function versions<T>(arbitrary: fc.Arbitrary<T>): Versions<T> {
  return fc
    .tuple(arbitrary, arbitrary, fc.nat(5))
    .map(([one, other, chance]): readonly [T, T] => [one, chance > 0 ? one : other]);
}

function together<T>(all: readonly Versions<T>[]): Versions<readonly T[]> {
  return fc
    .tuple(...all)
    .map((each): readonly [T[], T[]] => [each.map(([one]) => one), each.map(([, other]) => other)]);
}

function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(arbitrary, { freq: 4 });
}

const wraps = fc.constantFrom('?', '?', '?!', '[?]', '[?!]!');
const outputs = fc.constantFrom('T0', 'T1', 'T2', 'T3', 'U', 'E0', 'E1', 'String', 'Int', 'ID');
const inputs = fc.constantFrom('N0', 'N1', 'E0', 'E1', 'String', 'Int', 'Float');

function typeOf(names: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(names, wraps).map(([name, wrap]) => wrap.replace('?', name));
}

function argument(name: string): Versions<Argument> {
  return versions(maybe(fc.record({ name: fc.constant(name), type: typeOf(inputs), standard: fc.boolean() })));
}

function field(name: string): Versions<Field> {
  const rest = versions(maybe(fc.record({ name: fc.constant(name), type: typeOf(outputs) })));
  return fc.tuple(rest, together([argument('x'), argument('y')])).map(([fields, args]) => {
    const of = (version: 0 | 1) => fields[version] && { ...fields[version], args: args[version] };
    return [of(0), of(1)] as const;
  });
}

function rootFields(): Versions<readonly Field[]> {
  return together(['a', 'b', 'c', 'd'].map(field));
}

function outputType(name: string): Versions<Output> {
  const rest = versions(
    maybe(
      fc.record({ name: fc.constant(name), kind: fc.constantFrom('type', 'type', 'interface'), above: fc.boolean() }),
    ),
  );
  return fc.tuple(rest, together(['a', 'b', 'c'].map(field))).map(([types, fields]) => {
    const of = (version: 0 | 1) => types[version] && { ...types[version], fields: fields[version] };
    return [of(0), of(1)] as readonly [Output, Output];
  });
}

function inputType(name: string): Versions<Input> {
  const rest = versions(maybe(fc.record({ name: fc.constant(name), oneOf: fc.nat(9).map((chance) => chance === 0) })));
  return fc.tuple(rest, together([argument('x'), argument('y')])).map(([types, fields]) => {
    const of = (version: 0 | 1) => types[version] && { ...types[version], fields: fields[version] };
    return [of(0), of(1)] as const;
  });
}

function enumType(name: string): Versions<Enum> {
  return versions(
    maybe(fc.record({ name: fc.constant(name), values: fc.subarray(['RED', 'GREEN', 'BLUE'], { minLength: 1 }) })),
  );
}

function union(): Versions<readonly string[] | null> {
  return versions(maybe(fc.subarray(['T0', 'T1', 'T2', 'T3'], { minLength: 1 })));
}

function directive(): Versions<string | null> {
  const places = fc.subarray(['FIELD', 'QUERY', 'OBJECT'], { minLength: 1 });
  const argument = fc.constantFrom('', '(x: Int)', '(x: Int!)', '(x: Int! = 1)', '(x: Int = 2)', '(x: String)');
  return versions(
    maybe(
      fc
        .tuple(argument, fc.constantFrom('', 'repeatable'), places)
        .map(([args, repeatable, on]) => `directive @d${args} ${repeatable} on ${on.join(' | ')}`),
    ),
  );
}

/** Names that are not defined become String; what implements an interface takes over its fields. */
function print([outputTypes, inputTypes, enums, members, directiveText, root]: Parts): string {
  const types = outputTypes.filter((type) => type !== null);
  const objects = types.filter(({ kind }) => kind === 'type').map(({ name }) => name);
  const inUnion = members?.filter((name) => objects.includes(name)) ?? [];
  const known = new Set([...types, ...inputTypes, ...enums].flatMap((type) => type?.name ?? []));
  if (inUnion.length > 0) known.add('U');
  const named = (type: string) => type.replace(/[TNEU]\d?(?!\w)/, (name) => (known.has(name) ? name : 'String'));
  const args = (all: readonly Argument[]) =>
    all.flatMap((each) => (each ? [printArgument(each, named)] : [])).join(', ');
  const fields = (all: readonly Field[]) =>
    all
      .flatMap((each) => (each ? [`${each.name}${parenthesized(args(each.args))}: ${named(each.type)}`] : []))
      .join('\n  ');
  const above = types.find(({ kind }) => kind === 'interface');
  return [
    `type Query {\n  id: ID!\n  ${fields(root)}\n}`,
    ...types.map(({ name, kind, above: under, fields: own }) => {
      const parent = kind === 'type' && under ? above : undefined;
      const all = [
        ...(parent?.fields ?? []),
        ...own.filter((one) => !parent?.fields.some((other) => other?.name === one?.name)),
      ];
      return `${kind} ${name}${parent ? ` implements ${parent.name}` : ''} {\n  id: ID!\n  ${fields(all)}\n}`;
    }),
    ...inputTypes.flatMap((type) => (type ? [printInput(type, args)] : [])),
    ...enums.flatMap((type) => (type ? [`enum ${type.name} { ${type.values.join(' ')} }`] : [])),
    inUnion.length > 0 ? `union U = ${inUnion.join(' | ')}` : '',
    directiveText ?? '',
  ].join('\n');
}

function printInput({ name, oneOf, fields }: Exclude<Input, null>, args: (all: readonly Argument[]) => string): string {
  const nullable = fields.map((each) => each && { ...each, type: each.type.replace(/!$/, ''), standard: false });
  return `input ${name}${oneOf ? ' @oneOf' : ''} { id: ID, ${args(oneOf ? nullable : fields)} }`;
}

function printArgument({ name, type, standard }: Exclude<Argument, null>, named: (type: string) => string): string {
  const printed = named(type);
  const value = { Int: '1', Float: '1.5', String: '"s"' }[printed.replace(/!$/, '')];
  return `${name}: ${printed}${standard && value ? ` = ${value}` : ''}`;
}

function parenthesized(text: string): string {
  return text === '' ? '' : `(${text})`;
}

/**
 * Two schemas, of which the second is the first with some changes: types, fields, arguments, values and members come
 * and go, types and defaults change. Every name in them is defined.
 */
export const schemaPairs: fc.Arbitrary<{ readonly from: string; readonly to: string }> = fc
  .tuple(
    together([0, 1, 2, 3].map((n) => outputType(`T${n}`))),
    together([0, 1].map((n) => inputType(`N${n}`))),
    together([0, 1].map((n) => enumType(`E${n}`))),
    union(),
    directive(),
    rootFields(),
  )
  .map(([types, inputTypes, enums, members, directives, root]) => {
    const of = (v: 0 | 1) => print([types[v], inputTypes[v], enums[v], members[v], directives[v], root[v]]);
    return { from: of(0), to: of(1) };
  });
