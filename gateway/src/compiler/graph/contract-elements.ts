import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  Kind,
} from 'graphql';

/** A type, or a part of one, that clients see or do not. */
export type Element = {
  /** `Type`, `Type.member`, `Type.field(argument:)`. */
  readonly coordinate: string;
  readonly directives: readonly ConstDirectiveNode[];
  /** What holds it; undefined for a type. */
  readonly parent?: Element;
  /** Of fields, arguments and input fields: the type that they give or take. */
  readonly type?: string;
  /** Whether it has to be given: an argument or an input field that may not be left out. */
  readonly required: boolean;
  /** Coordinates of the enum values and input fields in its default value. */
  readonly defaultUses: readonly string[];
  /** The fields, values or arguments that it consists of. */
  readonly members: readonly Element[];
};

/** A type with its parts. */
export function elementOf(type: GraphQLNamedType): Element {
  const nodes = [type.astNode, ...type.extensionASTNodes];
  const element = leaf(type.name, { directives: nodes.flatMap((node) => node?.directives ?? []) });
  return { ...element, members: membersOf(type, element) };
}

function membersOf(type: GraphQLNamedType, parent: Element): readonly Element[] {
  if (isObjectType(type) || isInterfaceType(type)) {
    return Object.values(type.getFields()).map((each) => {
      const field = leaf(`${type.name}.${each.name}`, each.astNode, parent, getNamedType(each.type).name);
      const members = each.args.map((argument) =>
        inputOf(`${field.coordinate}(${argument.name}:)`, argument, field, isRequiredArgument(argument)),
      );
      return { ...field, members };
    });
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((each) =>
      inputOf(`${type.name}.${each.name}`, each, parent, isRequiredInputField(each)),
    );
  }
  if (!isEnumType(type)) return [];
  return type.getValues().map((each) => leaf(`${type.name}.${each.name}`, each.astNode, parent));
}

type Node = { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;

function leaf(coordinate: string, node: Node, parent?: Element, type?: string): Element {
  const element = { coordinate, directives: node?.directives ?? [], required: false, defaultUses: [], members: [] };
  return { ...element, ...(parent && { parent }), ...(type && { type }) };
}

function inputOf(
  coordinate: string,
  { astNode, type }: GraphQLArgument | GraphQLInputField,
  parent: Element,
  required: boolean,
): Element {
  const defaultUses = astNode?.defaultValue ? usesOf(astNode.defaultValue, type) : [];
  return { ...leaf(coordinate, astNode, parent, getNamedType(type).name), required, defaultUses };
}

function usesOf(value: ConstValueNode, type: GraphQLInputType): readonly string[] {
  const named = getNamedType(type);
  if (value.kind === Kind.LIST) return value.values.flatMap((each) => usesOf(each, named));
  if (value.kind === Kind.ENUM) return [`${named.name}.${value.value}`];
  if (value.kind !== Kind.OBJECT || !isInputObjectType(named)) return [];
  return value.fields.flatMap((each) => {
    const field = named.getFields()[each.name.value];
    return field ? [`${named.name}.${field.name}`, ...usesOf(each.value, field.type)] : [];
  });
}
