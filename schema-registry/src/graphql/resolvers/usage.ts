import type { Variant } from '../../domain/variant.ts';
import type { ReadUsage } from '../../use-cases/read-usage.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

type Operations = { readonly days: number; readonly coordinate: string | null; readonly first: number };

/** Who uses what of a variant. */
export function createUsageResolvers({ fields, operations, toRetire }: ReadUsage): ResolverMap {
  const refOf = ({ graphId, name }: Variant) => ({ graphId, variant: name });
  const fieldUsage: Field<Variant, { days: number }> = (variant, { days }) => fields(refOf(variant), days);
  const operationUsage: Field<Variant, Operations> = (variant, { days, coordinate = null, first }) =>
    operations(refOf(variant), days, { coordinate, first });
  const fieldsToRetire: Field<Variant, { days: number }> = (variant, { days }) => toRetire(refOf(variant), days);
  return { GraphVariant: { fieldUsage, operationUsage, fieldsToRetire } };
}
