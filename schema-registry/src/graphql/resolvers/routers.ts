import { everyTenant, type Transaction } from '@fiscal/kit';
import { printRef } from '../../domain/ref.ts';
import type { Router } from '../../domain/router.ts';
import { usualDelaySeconds } from '../../domain/uplink-answer.ts';
import type { Variant } from '../../domain/variant.ts';
import { routersOf } from '../../store/index.ts';
import type { PaceRouters } from '../../use-cases/pace-routers.ts';
import type { Loaders } from '../loaders.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

const most = 1_000;

type Shown = Router & { readonly isCurrent: boolean; readonly graphId: string; readonly variant: string };

/** Which instance of a router runs which launch, and how often they ask. `seenHere` are those that this process knows of. */
export function createRouterResolvers(
  transact: Transaction,
  seenHere: (ref: string) => readonly Router[],
  { launch }: Loaders,
  paceRouters: PaceRouters,
): ResolverMap {
  const routers: Field<Variant, { first: number }> = async ({ graphId, name, currentLaunchId }, { first }) => {
    const ref = { graphId, variant: name };
    const limit = Math.min(Math.max(first, 0), most);
    const written = await transact(everyTenant, (db) => routersOf(db, ref, limit));
    return merge(written, seenHere(printRef(ref)))
      .slice(0, limit)
      .map((router): Shown => ({ ...router, ...ref, isCurrent: router.launchId === currentLaunchId }));
  };
  // Routers say what they like: a launch is shown only where it is one of the variant that they ask for.
  const run: Field<Shown> = async ({ launchId, graphId, variant }) => {
    const found = await launch(launchId);
    return found?.graphId === graphId && found.variant === variant ? found : null;
  };
  const routerDelaySeconds = ({ settings }: Variant) => settings.minDelaySeconds ?? usualDelaySeconds;
  const pace: Field<Variant, { seconds: number }> = ({ graphId, name }, { seconds }, { caller }) =>
    paceRouters(caller, { graphId, variant: name }, seconds);
  return {
    GraphVariant: { routers, routerDelaySeconds },
    GraphVariantMutation: { paceRouters: pace },
    RouterInstance: {
      id: ({ instance }: Shown) => instance,
      launch: run,
    },
  };
}

/** Of one instance, what it said last. */
function merge(written: readonly Router[], seen: readonly Router[]): readonly Router[] {
  const latest = new Map<string, Router>();
  for (const router of [...written, ...seen]) {
    const known = latest.get(router.instance);
    if (!known || router.lastPollAt >= known.lastPollAt) latest.set(router.instance, router);
  }
  return [...latest.values()].sort((a, b) => b.lastPollAt.getTime() - a.lastPollAt.getTime());
}
