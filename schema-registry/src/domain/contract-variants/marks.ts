import {
  type ArgumentDefinition,
  type CompositeType,
  type CoreFeatures,
  type Directive,
  type DirectiveDefinition,
  type EnumValue,
  type FieldDefinition,
  INACCESSIBLE_VERSIONS,
  type InputFieldDefinition,
  inaccessibleIdentity,
  type NamedType,
  type Schema,
  tagIdentity,
} from '@apollo/federation-internals';

type Field = FieldDefinition<CompositeType>;

/** A type of a supergraph, or a part of one, that clients see or do not. */
export type Element = NamedType | Field | ArgumentDefinition<Field> | InputFieldDefinition | EnumValue;

/** What the elements of a supergraph say of themselves, by the names that their directives have in it. */
export type Marks = {
  /** The types that the graph consists of, without those that tell routers how to run it. */
  readonly types: readonly NamedType[];
  isHidden(element: Element): boolean;
  hide(element: Element): void;
  tagsOf(element: Element): readonly string[];
};

/**
 * Gives what reads and sets marks in a supergraph, and links `@inaccessible` into one that has none.
 * @throws Error when the supergraph links nothing at all, so that it is none.
 */
export function marksOf(schema: Schema): Marks {
  const features = schema.coreFeatures;
  if (!features) throw new Error('what is to be filtered is no supergraph');
  const inaccessible = directiveOf(schema, features, inaccessibleIdentity) ?? linkInaccessible(schema, features);
  const tag = directiveOf(schema, features, tagIdentity);
  const types = schema.types().filter((type) => !features.allFeatures().some((each) => each.isFeatureDefinition(type)));
  return {
    types,
    isHidden: (element) => element.hasAppliedDirective(inaccessible),
    hide(element) {
      if (!element.hasAppliedDirective(inaccessible)) element.applyDirective(inaccessible);
    },
    tagsOf: (element) => (tag ? element.appliedDirectivesOf(tag).flatMap(nameOf) : []),
  };
}

/** Both features are called as their only directive is. */
function directiveOf(schema: Schema, features: CoreFeatures, identity: string): DirectiveDefinition | undefined {
  const feature = features.getByIdentity(identity);
  return feature && schema.directive(feature.directiveNameInSchema(feature.url.name));
}

function linkInaccessible(schema: Schema, features: CoreFeatures): DirectiveDefinition {
  const spec = INACCESSIBLE_VERSIONS.latest();
  const [fault] = features.coreDefinition.applyFeatureToSchema(schema, spec, undefined, spec.defaultCorePurpose);
  const directive = spec.inaccessibleDirective(schema);
  if (!directive) throw new Error('the supergraph does not take @inaccessible', { cause: fault });
  return directive;
}

function nameOf(directive: Directive): readonly string[] {
  const { name } = directive.arguments();
  return typeof name === 'string' ? [name] : [];
}
