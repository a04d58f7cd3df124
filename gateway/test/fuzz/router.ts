import type { Answer, OperationCase } from './case.ts';
import type { World } from './world.ts';

/** A router in this process, over subgraphs that have the world's data to give. */
export type Router = (operation: OperationCase, world: World) => Promise<Answer>;
