import type { Attack } from './attack.ts';
import { bodies } from './bodies.ts';
import { callers } from './callers.ts';
import { documents } from './documents.ts';
import type { MeasuredGateway } from './measured-gateway.ts';
import { requests } from './requests.ts';
import { sockets } from './sockets.ts';
import { strict, strictYaml } from './strict.ts';

type Campaign = {
  /** Settings of the gateway that it goes against. */
  readonly yaml: string;
  readonly kinds: Readonly<Record<string, readonly Attack[]>>;
};

/** Everything that is tried, by kind, on a gateway as it is unless told otherwise, and on one that is told more. */
export const campaigns: readonly Campaign[] = [
  { yaml: '', kinds: { documents, bodies, requests, callers, sockets } },
  { yaml: strictYaml, kinds: { strict } },
];

/** What one attack came to, and the CPU time that it cost the gateway's process, all threads counted. */
export type Finding = { readonly attack: Attack; readonly outcome: string; readonly cpuMs: number };

const rounds = 3;

/** Tries an attack a few times, each time in words that are new; the cost is the middle one. */
export async function attempt(target: MeasuredGateway, attack: Attack): Promise<Finding> {
  const costs: number[] = [];
  let outcome = '';
  for (let round = 0; round < rounds; round++) {
    const before = await target.measure();
    outcome = await attack.send(target, `${attack.name} ${round} ${before.cpuMs}`);
    costs.push((await target.measure()).cpuMs - before.cpuMs);
  }
  const [, cpuMs = 0] = costs.sort((a, b) => a - b);
  return { attack, outcome, cpuMs };
}

/** One line of the table: what was tried, what came back, what it cost. */
export function row({ attack, outcome, cpuMs }: Finding): string {
  return `${attack.name.padEnd(44)} ${outcome.padEnd(34)} ${cpuMs.toFixed(1).padStart(8)} ms`;
}
