import { type CompositeType, Field, federationMetadata, type Type } from '@apollo/federation-internals';

const mended = Symbol('asks for local fields only');

/**
 * When inputs of `@requires` are themselves fields with inputs, the stock planner may ask a subgraph for them at once,
 * without their own inputs, merely because the subgraph's schema has fields of these names: external ones, or such as
 * need inputs too. The library decides that in one method, which here says no for these. There is no other way in: none
 * of the planner's own classes is exported. Changes the library, once however often it is called.
 */
export function mendRebase(): void {
  const { prototype } = Field;
  if (mended in prototype) return;
  const { typeIfAddedTo } = prototype;
  Object.assign(prototype, {
    [mended]: true,
    typeIfAddedTo(this: Field, parentType: CompositeType): Type | undefined {
      return isAskable(this.name, parentType) ? typeIfAddedTo.call(this, parentType) : undefined;
    },
  });
}

/** Whether a subgraph can be asked for a field of the type without being told anything. */
function isAskable(name: string, parentType: CompositeType): boolean {
  const field = parentType.kind === 'UnionType' ? undefined : parentType.field(name);
  const metadata = field && federationMetadata(parentType.schema());
  if (!metadata) return true;
  return !metadata.isFieldExternal(field) && !field.hasAppliedDirective(metadata.requiresDirective());
}
