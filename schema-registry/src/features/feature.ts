import type { Part, Transaction } from '@fiscal/kit';
import type { Authenticate } from '../access/authenticate.ts';
import type { Config } from '../config.ts';
import type { Loaders } from '../graphql/loaders.ts';
import type { ResolverMap } from '../graphql/resolvers/resolver-map.ts';
import type { PathRoutes } from '../rest/routes.ts';
import type { Changes } from '../store/index.ts';
import type { OnLaunch } from '../use-cases/add-launch.ts';
import type { OnApproval } from '../use-cases/checks/approve-changes.ts';
import type { OnCheck } from '../use-cases/checks/finish-check.ts';
import type { RunWork } from '../workers/work.ts';

/** What every area of the registry is made with. */
export type Core = {
  readonly config: Config;
  readonly transact: Transaction;
  readonly changes: Changes;
  readonly authenticate: Authenticate;
  readonly runWork: RunWork;
  readonly loaders: Loaders;
  readonly now: () => Date;
  /** Ids that sort by their time. */
  readonly newId: () => string;
  /** Where people and routers reach the registry; known once its door is open. */
  readonly publicUrl: () => string;
};

/** What an area adds to the registry. */
export type Feature = {
  readonly resolvers?: readonly ResolverMap[];
  readonly routes?: PathRoutes;
  /** Started in order after what they stand on, and stopped before it. */
  readonly parts?: readonly Part[];
  readonly onLaunch?: OnLaunch;
  readonly onCheck?: OnCheck;
  readonly onApproval?: OnApproval;
};
