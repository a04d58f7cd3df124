import { assert, asyncProperty, gen } from 'fast-check';
import type { Answer, GraphCase, OperationCase } from './case.ts';
import { difference } from './compare.ts';
import { createDraw, type Draw } from './draw.ts';
import { forget } from './forget.ts';
import { composeGraph, type Ground } from './ground.ts';
import { makeCut } from './make-cut.ts';
import { breakableFields, makeFaults } from './make-faults.ts';
import { makeMonolith } from './make-monolith.ts';
import { makeObjects } from './make-objects.ts';
import { makeOperation } from './make-operation.ts';
import { askMonolith } from './monolith.ts';
import { printCut } from './print-cut.ts';
import { keepsPromises } from './promises.ts';
import type { Router } from './router.ts';
import { createWorld } from './world.ts';

export type Difference = { readonly graph: GraphCase; readonly operation: OperationCase; readonly what: string };

export type Tally = { cases: number; graphs: number; discarded: number; withErrors: number; differences: number };

export type FuzzOptions = {
  readonly cases: number;
  readonly seed: number;
  readonly operationsPerGraph: number;
  /** How many graphs are passed over, those that do not compose included; each is made from the seed by itself. */
  readonly skip?: number;
  readonly createRouter: (ground: Ground) => Router;
  /** Told of each difference, as it is found. */
  readonly onDifference: (difference: Difference) => void;
  readonly onGraph?: (tally: Readonly<Tally>) => void;
};

/** Asks the router and the oracle the same, so many times. Deterministic by its seed. */
export async function fuzz(options: FuzzOptions): Promise<Readonly<Tally>> {
  const tally: Tally = { cases: 0, graphs: 0, discarded: 0, withErrors: 0, differences: 0 };
  const property = asyncProperty(gen(), async (generate) => {
    if (tally.cases < options.cases) await fuzzGraph(createDraw(generate), options, tally);
  });
  // Differences do not end the run; should something throw that must not, shrinking draws would say little.
  const path = String(options.skip ?? 0);
  await assert(property, { seed: options.seed, path, numRuns: options.cases, endOnFailure: true });
  return tally;
}

async function fuzzGraph(draw: Draw, options: FuzzOptions, tally: Tally): Promise<void> {
  const monolith = makeMonolith(draw);
  const subgraphs = makeCut(draw, monolith).map((cut) => ({ name: cut.name, sdl: printCut(monolith, cut) }));
  const ground = tryCompose(subgraphs);
  const made = ground && makeObjects(draw, ground);
  // Of values that nobody may give there are none, even where one is promised.
  if (!ground || !made || !keepsPromises(ground, made)) {
    tally.discarded++;
    return;
  }
  tally.graphs++;
  const graph: GraphCase = { subgraphs, ...forget(draw, ground, made) };
  const breakable = breakableFields(ground, graph);
  const router = createOrThrowLater(options.createRouter, ground);
  for (let nth = 0; nth < options.operationsPerGraph && tally.cases < options.cases; nth++) {
    const labels = draw.some(['trial', 'percent(50)'], 0);
    const operation = { ...makeOperation(draw, ground.api), labels, ...makeFaults(draw, ground, breakable) };
    const what = await compareOnce(ground, graph, router, operation, tally);
    tally.cases++;
    if (what === undefined) continue;
    tally.differences++;
    options.onDifference({ graph, operation, what });
  }
  options.onGraph?.(tally);
}

/** A router that cannot be made answers nothing, and that is a difference. */
function createOrThrowLater(createRouter: FuzzOptions['createRouter'], ground: Ground): Router {
  try {
    return createRouter(ground);
  } catch (error) {
    return () => Promise.reject(error);
  }
}

/** Composition has faults of its own, and throws at some graphs: nothing of this project can mend them. */
function tryCompose(subgraphs: GraphCase['subgraphs']): Ground | undefined {
  try {
    const composed = composeGraph(subgraphs);
    return 'faults' in composed ? undefined : composed;
  } catch {
    return undefined;
  }
}

async function compareOnce(
  ground: Ground,
  graph: GraphCase,
  router: Router,
  operation: OperationCase,
  tally: Tally,
): Promise<string | undefined> {
  const expected = await askMonolith(ground, graph, operation);
  if (expected.errors.length > 0) tally.withErrors++;
  const answer = await askRouter(ground, graph, router, operation);
  return difference(expected, answer) ?? toldName(ground, answer);
}

/** Subgraphs are nobody's business: no answer names one. */
function toldName({ subgraphs }: Ground, answer: Answer): string | undefined {
  const text = JSON.stringify(answer);
  const told = [...subgraphs.keys()].find((name) => text.includes(name));
  return told === undefined ? undefined : `the answer names ${told}: ${text}`;
}

/** What the router answers; what it throws is an answer too, and never the right one. */
export async function askRouter(
  ground: Ground,
  graph: GraphCase,
  router: Router,
  operation: OperationCase,
): Promise<Answer> {
  try {
    return await router(operation, createWorld(ground, graph, operation));
  } catch (error) {
    return {
      data: 'thrown',
      errors: [{ message: error instanceof Error ? (error.stack ?? error.message) : String(error) }],
    };
  }
}
