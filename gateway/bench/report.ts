export type Run = {
  readonly perCpuSecond: number;
  /** Seconds of processor time in a second: near 1 where the contender is what was waited for. */
  readonly busy: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
};

/** Prints the medians of each contender's runs, and the first one's ratio to each. */
export function printTable(
  title: string,
  rows: readonly { readonly name: string; readonly runs: readonly Run[] }[],
): void {
  const [first] = rows;
  const own = first ? median(first.runs.map(({ perCpuSecond }) => perCpuSecond)) : 0;
  console.log(`\n${title.padEnd(30)} req/CPU-s      min      max  busy    p50 ms   p99 ms  failed  ratio`);
  for (const { name, runs } of rows) {
    const figures = runs.map(({ perCpuSecond }) => perCpuSecond);
    const cells = [median(figures), Math.min(...figures), Math.max(...figures)].map((value) =>
      value.toFixed(0).padStart(9),
    );
    const times = [median(runs.map(({ p50 }) => p50)), median(runs.map(({ p99 }) => p99))];
    const busy = median(runs.map((run) => run.busy)).toFixed(2);
    const failed = runs.reduce((sum, run) => sum + run.failed, 0);
    const ratio = (own / median(figures)).toFixed(2);
    console.log(
      `${name.padEnd(30)}${cells.join('')}  ${busy} ${times.map((ms) => ms.toFixed(2).padStart(8)).join(' ')} ${`${failed}`.padStart(7)} ${ratio.padStart(6)}×`,
    );
  }
}

/** The one in the middle; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
