/** Collects the declarations of generated code, each under a name of its own. */
export type Source = {
  /** Declares what `write` gives for the name that it is told; the name says what it is: `fetchMerge3`. */
  declare(role: string, write: (name: string) => string): string;
  /** The same, but what was declared before with the same text is not declared again. */
  declareOnce(role: string, write: (name: string) => string): string;
  text(): string;
};

/** Makes an empty source. All of its names begin with `fetch`, so that they differ from those of the other emitters. */
export function createSource(): Source {
  const declarations: string[] = [];
  const known = new Map<string, string>();
  let count = 0;
  const declare: Source['declare'] = (role, write) => {
    const name = `fetch${role}${count++}`;
    declarations.push(write(name));
    return name;
  };
  return {
    declare,
    declareOnce(role, write) {
      const text = write(`fetch${role}`);
      const name = known.get(text) ?? declare(role, write);
      known.set(text, name);
      return name;
    },
    text: () => declarations.join('\n'),
  };
}
