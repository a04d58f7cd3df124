/** A graph before it is cut, and its parts after. Types are names; `#` in a shape stands for the type: `[#!]!`. */
export type Argument = { readonly name: string; readonly type: string; readonly fallback?: string };

export type Field = {
  readonly name: string;
  readonly base: string;
  readonly shape: string;
  readonly args: readonly Argument[];
};

export type ObjectType = {
  readonly name: string;
  readonly isEntity: boolean;
  /** Field sets. */
  readonly keys: string[];
  readonly fields: Map<string, Field>;
};

export type Monolith = {
  readonly objects: Map<string, ObjectType>;
  readonly interfaces: Map<string, { readonly implementers: readonly string[]; readonly fields: readonly Field[] }>;
  readonly unions: Map<string, readonly string[]>;
};

/** A field in one subgraph. */
export type PartField = {
  readonly field: Field;
  isExternal: boolean;
  isShareable: boolean;
  isInaccessible: boolean;
  /** Promised not to be null here, whatever others say. */
  isStrict?: boolean;
  requires?: string;
  provides?: string;
  override?: { readonly from: string; readonly label?: string };
};

/** An object type in one subgraph. */
export type Part = {
  readonly name: string;
  /** Field sets, with whether they may be used to enter. */
  readonly keys: Map<string, boolean>;
  readonly fields: Map<string, PartField>;
  readonly implemented: Set<string>;
  isInterfaceObject: boolean;
};

export type Cut = {
  readonly name: string;
  readonly parts: Map<string, Part>;
  readonly interfaces: Map<string, { readonly fields: Set<string>; key?: string }>;
  readonly unions: Map<string, Set<string>>;
  /** Leaf types that this subgraph knows in another form than most (`print-cut.ts`). */
  readonly variants: Set<string>;
};

/** The names at the top of a field set. */
export function topNames(fieldSet: string): readonly string[] {
  return fieldSet
    .replace(/\([^)]*\)|\{[^{}]*\}/g, '')
    .split(/\s+/)
    .filter(Boolean);
}
