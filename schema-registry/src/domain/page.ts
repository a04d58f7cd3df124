const mostAtOnce = 100;

/** How many of what was asked for are given at once: from 1 to 100. */
export function pageSize(first: number): number {
  return Math.min(Math.max(Math.trunc(first), 1), mostAtOnce);
}
