import type { ReactNode } from 'react';

const steps = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** A time as people say it, with the exact one beside. */
export function Time({ at }: { readonly at: string | null }): ReactNode {
  if (at === null) return <span className="faint">never</span>;
  const seconds = (Date.parse(at) - Date.now()) / 1_000;
  const [unit, length] = steps.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  return (
    <time dateTime={at} title={at}>
      {words.format(Math.round(seconds / length), unit)}
    </time>
  );
}
