import { withCallContext } from '@fiscal/kit';
import { runOperation } from '../execution/run-operation.ts';
import type { Result } from '../operation.ts';
import type { Ready } from '../request.ts';
import type { Entity } from './hub.ts';

/** Gives the result that an event comes to for one subscription. Errors: those of `PrepareAnew`. */
export type Resolve = (entity: Entity) => Promise<Result>;

/**
 * Has the request prepared by the graph that is current now, if that is another one than it was prepared by: read,
 * authorised and compiled as if it had come now. Gives the graph. Errors: Refusal when it cannot be run there.
 */
export type PrepareAnew = (request: Ready) => Ready['graph'] | Promise<Ready['graph']>;

/**
 * Resolves the events of a subscription: what an event gives, then the rest of the plan through the graph. A stream
 * holds no graph while it waits: each event is resolved by the graph that is current then.
 */
export function createResolve(
  request: Ready,
  field: string,
  prepareAnew: PrepareAnew,
  timeoutMs: number,
  now: () => number,
): Resolve {
  const resolve = async (entity: Entity): Promise<Result> => {
    // While it waits here, another graph may become current.
    for (let graph = prepareAnew(request); graph instanceof Promise; graph = prepareAnew(request)) await graph;
    const { graph } = request;
    graph.enter();
    try {
      return await runOperation(request, { [field]: entity }, now() + timeoutMs);
    } finally {
      graph.leave();
    }
  };
  const { correlationId } = request;
  return (entity) => withCallContext({ correlationId, deadlineAt: now() + timeoutMs }, () => resolve(entity));
}
