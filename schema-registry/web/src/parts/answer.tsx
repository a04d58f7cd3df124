import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask, RegistryError } from '../api/ask.ts';

/** What is asked, and how what comes is shown. `everyMs`: asked again that often while it is looked at. */
type AnswerOf<T> = {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly everyMs?: number | ((answer: T | undefined) => number | false);
  readonly children: (answer: T) => ReactNode;
};

/** Shows an answer of the registry, or that it is on its way, or why there is none. */
export function Answer<T>({ query, variables = {}, everyMs, children }: AnswerOf<T>): ReactNode {
  const { data, error, isPending } = useQuery<T>({
    queryKey: [query, variables],
    queryFn: () => ask<T>(query, variables),
    ...(typeof everyMs === 'function'
      ? { refetchInterval: ({ state }) => everyMs(state.data) }
      : { refetchInterval: everyMs ?? false }),
  });
  if (data !== undefined) return children(data);
  if (isPending) return <p className="faint">Loading…</p>;
  return <Refused error={error} />;
}

/** Why something was refused, in the registry's words. */
export function Refused({ error }: { readonly error: unknown }): ReactNode {
  const code = error instanceof RegistryError ? error.code : 'UNKNOWN';
  return (
    <p className="note bad" role="alert">
      {error instanceof Error ? error.message : String(error)} <code>{code}</code>
    </p>
  );
}

/** What is shown where there is nothing, and what would bring something. */
export function Nothing({ children }: { readonly children: ReactNode }): ReactNode {
  return <p className="sheet faint">{children}</p>;
}
