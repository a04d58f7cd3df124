/** Collects the declarations of generated code, each under a name of its own. */
export type Source = {
  /** Declares what `write` gives for the name that it is told; the name says what it is: `fetchMerge3`. */
  declare(role: string, write: (name: string) => string): string;
  text(): string;
};

/** Makes an empty source. All of its names begin with `fetch`, so that they differ from those of the other emitters. */
export function createSource(): Source {
  const declarations: string[] = [];
  let count = 0;
  return {
    declare(role, write) {
      const name = `fetch${role}${count++}`;
      declarations.push(write(name));
      return name;
    },
    text: () => declarations.join('\n'),
  };
}
