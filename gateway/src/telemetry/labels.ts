/** Keeps the first so many values of a label; what comes after is `other`, so that nobody can make labels without end. */
export function createLabelBound(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most || value.length > maxLength) return 'other';
    known.add(value);
    return value;
  };
}

const maxLength = 128;
