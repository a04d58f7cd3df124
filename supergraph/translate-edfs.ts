import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  parseConstValue,
  print,
  visit,
} from 'graphql';
import { placesOf } from './edfs-places.ts';
import { liveDefinitions } from './live-definitions.ts';

const subscribe = 'edfs__kafkaSubscribe';
const filtered = 'openfed__subscriptionFilter';
const prefixes = ['edfs__', 'openfed__'];

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

/** Whether a schema declares its subscriptions in WunderGraph's way. */
export function isEdfs(schema: DocumentNode): boolean {
  return objectsOf(schema).some(({ fields = [] }) => fields.some((field) => directiveOf(field, subscribe)));
}

/**
 * Says in our way what a schema says in WunderGraph's (`@edfs__kafkaSubscribe`, `@openfed__subscriptionFilter`): there a
 * message is JSON with the fields of the entity at its top, `__typename` among them. `warn` is told of root fields that the
 * gateway has nothing to answer with, which are left out: it reads from Kafka, and writes nothing.
 */
export function translateEdfs(schema: DocumentNode, warn: (text: string) => void): DocumentNode {
  const translated = schema.definitions.flatMap((node): readonly DefinitionNode[] => {
    if (isOfEdfs(node)) return [];
    return isObjectNode(node) ? translateObject(node, schema, warn) : [node];
  });
  const own = parse(`${head(schema)}${liveDefinitions()}`, { noLocation: true });
  return { kind: Kind.DOCUMENT, definitions: [...translated, ...own.definitions] };
}

/** Federation is linked unless it is already; what is not imported has its prefix. */
function head({ definitions }: DocumentNode): string {
  const schemas = definitions.filter(
    (node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION,
  );
  const written = print({ kind: Kind.DOCUMENT, definitions: schemas });
  const isLinked = written.includes('https://specs.apollo.dev/federation/');
  const compose = written.includes('"@composeDirective"') ? '@composeDirective' : '@federation__composeDirective';
  const names = [
    'key',
    'external',
    'shareable',
    'inaccessible',
    'tag',
    'authenticated',
    'requiresScopes',
    'interfaceObject',
  ];
  const imports = names.map((name) => `"@${name}"`).join(', ');
  const link = `@link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;
  return `extend schema ${isLinked ? '' : link}
    @link(url: "https://specs.fiscalgraph.dev/live/v1.0", import: ["@live"])
    ${compose}(name: "@live")`;
}

function isOfEdfs(node: DefinitionNode): boolean {
  const name = 'name' in node ? (node.name?.value ?? '') : '';
  return prefixes.some((prefix) => name.startsWith(prefix));
}

function objectsOf({ definitions }: DocumentNode): readonly ObjectNode[] {
  return definitions.filter(isObjectNode);
}

function isObjectNode(node: DefinitionNode): node is ObjectNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
}

/** There, what a message gives is `@external`; here, it is what this subgraph has of the entity. */
function translateObject(node: ObjectNode, schema: DocumentNode, warn: (text: string) => void): readonly ObjectNode[] {
  const fields = (node.fields ?? []).flatMap((field): readonly FieldDefinitionNode[] => {
    const subscribed = directiveOf(field, subscribe);
    if (subscribed) return [translateField(field, subscribed, schema)];
    const other = field.directives?.find(({ name }) => name.value.startsWith('edfs__'));
    if (!other) return [withoutExternal(field)];
    warn(`${node.name.value}.${field.name.value} is left out: the gateway has no @${other.name.value}`);
    return [];
  });
  return fields.length > 0 ? [{ ...withoutExternal(node), fields }] : [];
}

function translateField(field: FieldDefinitionNode, subscribed: ConstDirectiveNode, schema: DocumentNode) {
  const condition = argumentOf(directiveOf(field, filtered), 'condition');
  const topics = argumentOf(subscribed, 'topics');
  const live: ConstDirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'live' },
    arguments: [
      ...(topics ? [argument('topics', topics)] : []),
      argument('fields', parseConstValue(placesOf(field.type, schema), { noLocation: true })),
      ...(condition ? [argument('filter', translateCondition(condition))] : []),
    ],
  };
  const others = (field.directives ?? []).filter(({ name }) => name.value !== subscribe && name.value !== filtered);
  return { ...field, directives: [...others, live] };
}

/** `fieldPath: "a.b"` becomes `field: "data.a.b"`. */
function translateCondition(condition: ConstValueNode): ConstValueNode {
  return visit(condition, {
    ObjectField(node) {
      if (node.name.value !== 'fieldPath' || node.value.kind !== Kind.STRING) return undefined;
      const value = { ...node.value, value: `data.${node.value.value}` };
      return { ...node, name: { ...node.name, value: 'field' }, value };
    },
  });
}

function withoutExternal<N extends ObjectNode | FieldDefinitionNode>(node: N): N {
  return { ...node, directives: (node.directives ?? []).filter(({ name }) => name.value !== 'external') };
}

function directiveOf({ directives = [] }: FieldDefinitionNode, name: string): ConstDirectiveNode | undefined {
  return directives.find((each) => each.name.value === name);
}

function argumentOf(node: ConstDirectiveNode | undefined, name: string): ConstValueNode | undefined {
  return node?.arguments?.find((each) => each.name.value === name)?.value;
}

function argument(name: string, value: ConstValueNode): ConstArgumentNode {
  return { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value };
}
