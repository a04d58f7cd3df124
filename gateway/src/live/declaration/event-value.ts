import type { EventPath } from '../../compiler/live/declaration.ts';
import type { EventHead } from '../log/record.ts';

/** What filters and entities are read from. */
export type Told = { readonly head: EventHead; readonly data: unknown };

/** The value at a place of an event; undefined where it has none. Lists are not gone into. */
export function eventValue({ head, data }: Told, path: EventPath): unknown {
  const [first = ''] = path;
  if (first !== 'data') return head[first as keyof EventHead];
  let value = data;
  for (let step = 1; step < path.length; step++) {
    const name = path[step] as string;
    // Nothing that every object has by nature is part of an event.
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
