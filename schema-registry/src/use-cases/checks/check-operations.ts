import { everyTenant, type Transaction } from '@fiscal/kit';
import { type GivenCheckConfig, trafficFilterOf } from '../../domain/checks/check-config.ts';
import type { CheckSettings } from '../../domain/checks/check-settings.ts';
import type { OperationsOutcome } from '../../domain/checks/check-workflow.ts';
import { findChanges, mayBreak, withLevels } from '../../domain/checks/find-changes.ts';
import { minded, type Traffic } from '../../domain/checks/traffic.ts';
import type { OperationCheck } from '../../domain/operations/operation-check.ts';
import type { GraphRef } from '../../domain/ref.ts';
import { persistedOperationsOf, trafficOf } from '../../store/index.ts';
import type { RunWork } from '../../workers/work.ts';

/** Whose clients are asked, what they have, and what they are to get. */
type ApiChange = {
  readonly ref: GraphRef;
  /** Null before a first launch: there is nobody yet to break. */
  readonly from: string | null;
  readonly to: string;
  readonly settings: CheckSettings;
  readonly config: GivenCheckConfig;
};

/** Finds what a change of an API does to the operations of its clients. */
export type CheckApi = (change: ApiChange, deadlineMs: () => number) => Promise<OperationsOutcome>;

/** Of more operations, those that are sent most are looked at. */
const mostOperations = 10_000;

const nothing: OperationCheck = { broken: [], potentially: [], checked: 0, unreadable: [] };

/** Makes what checks operations. Errors: those of `RunWork`. */
export function createCheckApi(transact: Transaction, runWork: RunWork, now: () => Date): CheckApi {
  const readTraffic = ({ ref, settings, config }: ApiChange): Promise<{ traffic: Traffic; from: Date; to: Date }> =>
    transact(everyTenant, async (db) => {
      const filter = trafficFilterOf(settings, config, ref.variant, now());
      const query = { graphId: ref.graphId, ...filter, most: mostOperations };
      const all = [...(await trafficOf(db, query)), ...(await persistedOperationsOf(db, query))];
      return { traffic: minded(all, filter), from: filter.from, to: filter.to };
    });
  return async (change, deadlineMs) => {
    const { from: before, to: after, settings } = change;
    const { traffic, from, to } = await readTraffic(change);
    const operations = traffic.operations.map(({ id, document, literals, sent }) => ({
      id,
      document,
      literals,
      ...(sent ? { sent } : {}),
    }));
    const found = before === null ? [] : await runWork('diffSchemas', { from: before, to: after }, deadlineMs());
    const changes = withLevels(found, settings.levels);
    const idle = before === null || operations.length === 0 || !changes.some(mayBreak);
    const check = idle
      ? nothing
      : await runWork('checkOperations', { from: before, to: after, changes, operations }, deadlineMs());
    return {
      checked: operations.length - check.unreadable.length,
      requests: traffic.requests,
      from: from.toISOString(),
      to: to.toISOString(),
      changes: findChanges(changes, check, traffic, settings),
    };
  };
}
