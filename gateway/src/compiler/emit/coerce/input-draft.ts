/** Declarations gathered while code that checks input is generated. */
export type InputDraft = {
  readonly parts: readonly string[];
  /** Adds what `body` gives as a function of one parameter, `x`, once for each key, and gives its name. */
  define(key: string, body: () => string): string;
  /** Adds a constant and gives its name. */
  constant(expression: string): string;
};

/** Makes an empty draft. */
export function createInputDraft(): InputDraft {
  const parts: string[] = [];
  const names = new Map<string, string>();
  return {
    parts,
    define(key, body) {
      const known = names.get(key);
      if (known) return known;
      const name = `f${names.size}`;
      // Noted before it is written: input types may hold themselves.
      names.set(key, name);
      parts.push(`function ${name}(x) {\n${body()}\n}`);
      return name;
    },
    constant(expression) {
      const name = `k${parts.length}`;
      parts.push(`const ${name} = ${expression};`);
      return name;
    },
  };
}
