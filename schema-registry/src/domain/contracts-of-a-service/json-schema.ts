/** A JSON Schema document's parts, as JSON gives them. */
type JsonObject = Readonly<Record<string, unknown>>;

/** Event schemas by file name; a `$ref` may name another of them by its file or by its `$id`. */
export type EventSchemas = Readonly<Record<string, unknown>>;

/** A schema in its document; several at one place all hold there. */
export type SchemaAt = { readonly schema: unknown; readonly document: unknown };

/** What all schemas at one place say together. Null: they leave it open. */
export type Facts = {
  readonly types: ReadonlySet<string> | null;
  /** The only values there may be, as canonical JSON. */
  readonly values: ReadonlySet<string> | null;
  readonly properties: ReadonlyMap<string, readonly SchemaAt[]>;
  readonly required: ReadonlySet<string>;
  readonly items: readonly SchemaAt[];
  /** Nothing but what is declared. */
  readonly closed: boolean;
  readonly atLeast: ReadonlyMap<string, number>;
  readonly atMost: ReadonlyMap<string, number>;
  /** Constraints that are kept, dropped or new, never more or less strict: `pattern`, `format` and such, with their value. */
  readonly constraints: ReadonlySet<string>;
  /** Of each group of alternatives one holds. */
  readonly alternatives: readonly (readonly SchemaAt[])[];
  /** References that lead nowhere. */
  readonly lost: readonly string[];
};

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const understood = new Set(
  ['type', 'enum', 'const', 'properties', 'required', 'items', 'additionalProperties', 'unevaluatedProperties']
    .concat(lower, upper, ['allOf', 'anyOf', 'oneOf', '$ref'])
    .concat(['$schema', '$id', '$defs', 'definitions', '$comment', '$anchor', 'title', 'description', 'examples'])
    .concat(['default', 'deprecated', 'readOnly', 'writeOnly']),
);
const kinds = ['string', 'boolean', 'object', 'array', 'null', 'integer', 'number'];

/** Reads what the schemas at one place say together, through their references and `allOf`. */
export function readFacts(place: readonly SchemaAt[], files: EventSchemas): Facts {
  const lost: string[] = [];
  const all = place.flatMap((each) => conjuncts(each, files, new Set(), lost));
  const objects = all.map(({ schema, document }) => ({ schema: objectOf(schema), document }));
  const each = <T>(read: (schema: JsonObject) => T | null) => objects.flatMap(({ schema }) => read(schema) ?? []);
  const values = intersection(objects.map(({ schema }) => valuesOf(schema)));
  const types = all.map(({ schema }) => (schema === false ? new Set<string>() : typesOf(objectOf(schema))));
  return {
    types: intersection([...types, values && new Set([...values].map(typeOfText))]),
    values,
    properties: readProperties(objects),
    required: new Set(each(({ required }) => (Array.isArray(required) ? required.map(String) : null)).flat()),
    items: objects.flatMap(({ schema, document }) =>
      schema.items === undefined ? [] : [{ schema: schema.items, document }],
    ),
    closed: objects.some(
      ({ schema }) => schema.additionalProperties === false || schema.unevaluatedProperties === false,
    ),
    atLeast: bounds(objects, lower, Math.max),
    atMost: bounds(objects, upper, Math.min),
    constraints: new Set(objects.flatMap(({ schema }) => constraintsOf(schema))),
    alternatives: objects.flatMap(({ schema, document }) =>
      [schema.anyOf, schema.oneOf]
        .filter((group) => Array.isArray(group))
        .map((group) => group.map((option: unknown) => ({ schema: option, document }))),
    ),
    lost,
  };
}

/** JSON with the fields of its objects in order, so that equal values have equal texts. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function conjuncts(place: SchemaAt, files: EventSchemas, seen: Set<unknown>, lost: string[]): SchemaAt[] {
  // One that leads back to itself says nothing more.
  if (seen.has(place.schema)) return [];
  seen.add(place.schema);
  const { $ref: reference, allOf } = objectOf(place.schema);
  const target = typeof reference === 'string' ? resolveReference(reference, place.document, files) : null;
  if (target === undefined) lost.push(String(reference));
  const parts = Array.isArray(allOf) ? allOf.map((schema: unknown) => ({ schema, document: place.document })) : [];
  return [place, ...(target ? [target] : []), ...parts].flatMap((each) =>
    each === place ? [place] : conjuncts(each, files, seen, lost),
  );
}

function resolveReference(reference: string, document: unknown, files: EventSchemas): SchemaAt | undefined {
  const [file = '', pointer = ''] = reference.split('#');
  const home = file === '' ? document : fileOf(file, files);
  if (home === undefined) return undefined;
  const steps = pointer.split('/').slice(1).map(decodeStep);
  const schema = steps.reduce<unknown>((at, step) => objectOf(at)[step], home);
  return schema === undefined ? undefined : { schema, document: home };
}

function decodeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The file that a reference names, by its name or by its `$id`. */
export function fileOf(name: string, files: EventSchemas): unknown {
  const plain = name.replace(/^\.\//, '');
  if (Object.hasOwn(files, plain)) return files[plain];
  return Object.values(files).find((each) => objectOf(each).$id === name);
}

/** What there is of an object; of anything else, nothing. */
function objectOf(value: unknown): JsonObject {
  // It is an object and no array, so its fields can be asked for.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function readProperties(objects: readonly { schema: JsonObject; document: unknown }[]): Map<string, SchemaAt[]> {
  const properties = new Map<string, SchemaAt[]>();
  for (const { schema, document } of objects) {
    for (const [name, property] of Object.entries(objectOf(schema.properties))) {
      properties.set(name, [...(properties.get(name) ?? []), { schema: property, document }]);
    }
  }
  return properties;
}

function bounds(objects: readonly { schema: JsonObject }[], keywords: string[], pick: (...all: number[]) => number) {
  const found = keywords.map((keyword): [string, number[]] => [
    keyword,
    objects.map(({ schema }) => schema[keyword]).filter((each) => typeof each === 'number'),
  ]);
  return new Map(found.filter(([, all]) => all.length > 0).map(([keyword, all]) => [keyword, pick(...all)]));
}

function constraintsOf(schema: JsonObject): string[] {
  return Object.entries(schema)
    .filter(([keyword]) => !understood.has(keyword))
    .map(([keyword, value]) => `${keyword} ${canonicalJson(value)}`);
}

function valuesOf(schema: JsonObject): ReadonlySet<string> | null {
  const listed = Array.isArray(schema.enum) ? new Set(schema.enum.map(canonicalJson)) : null;
  return intersection([listed, 'const' in schema ? new Set([canonicalJson(schema.const)]) : null]);
}

function typesOf({ type }: JsonObject): ReadonlySet<string> | null {
  if (type === undefined) return null;
  const named = (Array.isArray(type) ? type : [type]).map(String);
  return new Set(kinds.filter((each) => named.includes(each) || (each === 'integer' && named.includes('number'))));
}

function typeOfText(text: string): string {
  const value: unknown = JSON.parse(text);
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function intersection(sets: readonly (ReadonlySet<string> | null)[]): ReadonlySet<string> | null {
  const closed = sets.filter((each) => each !== null);
  const [first, ...rest] = closed;
  return first ? new Set([...first].filter((each) => rest.every((set) => set.has(each)))) : null;
}
