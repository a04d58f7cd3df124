import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import type { Graph } from '../domain/graph.ts';
import { isGraphId } from '../domain/ref.ts';
import { isText } from '../domain/storable.ts';
import { addAudit, addGraph } from '../store/index.ts';

/** Makes a graph without variants. */
export type CreateGraph = (caller: Caller, id: string, title: string) => Promise<Graph>;

const longestTitle = 256;

/**
 * Makes what makes graphs.
 * @throws Refusal `GRAPH_ID_INVALID`, `GRAPH_TITLE_INVALID`, `FORBIDDEN`, `GRAPH_EXISTS`
 */
export function createCreateGraph(transact: Transaction, now: () => Date): CreateGraph {
  return async (caller, id, title) => {
    if (!isGraphId(id)) {
      const rule = "a graph's id begins with a letter and has at most 64 letters, digits, _ or -";
      throw new Refusal('invalid', 'GRAPH_ID_INVALID', rule);
    }
    if (title.trim() === '' || title.length > longestTitle || !isText(title)) {
      throw new Refusal('invalid', 'GRAPH_TITLE_INVALID', `a graph's title has 1 to ${longestTitle} characters`);
    }
    if (!may(caller, 'manage', { graphId: id })) {
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not make graph ${id}`);
    }
    const graph: Graph = { id, title, createdAt: now() };
    await transact(everyTenant, async (db) => {
      if (!(await addGraph(db, graph))) throw new Refusal('conflict', 'GRAPH_EXISTS', `there is a graph ${id} already`);
      const entry = { at: graph.createdAt, actor: caller.name, action: 'graph.create', graphId: id, variant: null };
      await addAudit(db, { ...entry, details: { title } });
    });
    return graph;
  };
}
