import { type Db, everyTenant, type Transaction } from '@fiscal/kit';
import type { Caller } from '../domain/access.ts';
import type { ServiceContracts } from '../domain/contracts-of-a-service/contracts.ts';
import type { GitContext } from '../domain/launch.ts';
import type { Publication, SubgraphChange } from '../domain/publication.ts';
import type { GraphRef } from '../domain/ref.ts';
import { addAudit, proposedContractsOf, removeServiceContracts, saveServiceContracts } from '../store/index.ts';

/** Keeps what services publish besides their part of the graph, and lets go of it with them. */
export type KeepContracts = {
  /** What there is to store, with the launch that it comes with. */
  with(caller: Caller, ref: GraphRef, publication: Publication, git: GitContext | null): (db: Db) => Promise<void>;
  /** Stores it where no launch comes of it, for the schema stays as it is. */
  alone(store: (db: Db) => Promise<void>): Promise<void>;
};

/** Makes what keeps them. What was handed in for the commit beforehand is published with it. */
export function createKeepContracts(transact: Transaction, now: () => Date): KeepContracts {
  return {
    with:
      (caller, ref, { subgraphs, remove }, git) =>
      async (db) => {
        const by = { at: now(), actor: caller.name };
        for (const subgraph of subgraphs) {
          const contracts = await contractsOf(db, ref, subgraph, git);
          if (contracts.protos === null && contracts.events === null) continue;
          if (!(await saveServiceContracts(db, { ...ref, subgraph: subgraph.name }, contracts, by))) continue;
          // Of the schema a launch tells; of these, nothing else does.
          const details = { subgraph: subgraph.name, ...namesOf(contracts), commit: git?.commit ?? null };
          await addAudit(db, { ...by, action: 'contracts.publish', ...ref, details });
        }
        if (remove.length > 0) await removeServiceContracts(db, ref, remove);
      },
    alone: (store) => transact(everyTenant, store),
  };
}

function namesOf({ protos, events }: ServiceContracts) {
  return { protos: Object.keys(protos ?? {}), events: Object.keys(events ?? {}) };
}

async function contractsOf(
  db: Db,
  ref: GraphRef,
  { name, contracts }: SubgraphChange,
  git: GitContext | null,
): Promise<ServiceContracts> {
  const { protos = null, events = null } = contracts ?? {};
  if (git?.commit == null || (protos !== null && events !== null)) return { protos, events };
  const proposed = await proposedContractsOf(db, { ...ref, subgraph: name }, git.commit);
  return { protos: protos ?? proposed.protos, events: events ?? proposed.events };
}
