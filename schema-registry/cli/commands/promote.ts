import { z } from 'zod';
import { type Arguments, requireOne, UsageError } from '../arguments.ts';
import type { Session } from '../config.ts';
import { partsOf, readLaunches } from '../launches.ts';

const promoted = z.object({ number: z.number(), cause: z.string(), url: z.string() });
const shape = z.object({ graph: z.object({ variant: z.object({ promoteLaunch: promoted }) }) });
const mutation = `mutation ($graph: ID!, $variant: String!, $launchId: ID!) {
  graph(id: $graph) { variant(name: $variant) { promoteLaunch(launchId: $launchId) { number cause url } } } }`;

/** Has a variant serve what an earlier launch of it was of; that is a launch of its own. */
export async function promote(session: Session, given: Arguments): Promise<number> {
  const number = Number(requireOne(given, 'launch: fiscal schema launches lists them'));
  if (!Number.isSafeInteger(number) || number < 1) throw new UsageError('a launch has a number');
  const { ref, registry, print } = session;
  const [source] = await readLaunches(session, { first: 1, before: number + 1 });
  if (source?.number !== number) throw new Error(`${ref} has no launch ${number}`);
  const { graph } = await registry.query(mutation, { ...partsOf(ref), launchId: source.id }, shape);
  const { promoteLaunch: launch } = graph.variant;
  if (given.json) print(JSON.stringify(launch));
  else print(`Launch ${launch.number} of ${ref} is served, as launch ${number} was.\n${launch.url}`);
  return 0;
}
