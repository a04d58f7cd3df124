export type Expanded = { readonly value: unknown; readonly faults: readonly string[] };

const reference = /\$\{env\.([A-Za-z_]\w*)(?::-([^}]*))?\}/g;

/**
 * Puts variables where a document's text names them, `${env.NAME}` or `${env.NAME:-default}`. An empty variable counts
 * as unset; one that is unset and has no default is a fault. A section without anything in it is none.
 */
export function expand(document: unknown, env: NodeJS.ProcessEnv): Expanded {
  const faults: string[] = [];
  const walk = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') return fill(value, env, (name) => faults.push(`${path}: ${name} is not set`));
    if (Array.isArray(value)) return value.map((item, index) => walk(item, `${path}.${index}`));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([, inner]) => inner !== null);
    return Object.fromEntries(entries.map(([key, inner]) => [key, walk(inner, path ? `${path}.${key}` : key)]));
  };
  return { value: walk(document, ''), faults };
}

function fill(text: string, env: NodeJS.ProcessEnv, onMissing: (name: string) => void): string {
  return text.replace(reference, (_, name: string, fallback: string | undefined) => {
    const value = env[name] || fallback;
    if (value === undefined) onMissing(name);
    return value ?? '';
  });
}
