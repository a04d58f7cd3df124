import type { Caller } from '../../domain/access.ts';

/** What every resolver knows besides its parent and arguments. */
export type Context = { readonly caller: Caller };

/** Resolves a field. Parents are domain types; where the type is abstract, they carry `__typename`. */
export type Field<P, A = unknown> = (parent: P, args: A, context: Context) => unknown;

/** Resolvers by type and field. What is not here is read off the parent by its name. */
export type ResolverMap = Readonly<Record<string, Readonly<Record<string, Field<never, never>>>>>;
