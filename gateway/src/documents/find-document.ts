import { invalidOperation } from '../answer.ts';
import type { Graph } from '../graph/graph.ts';
import type { Held, Known, RequestRecord, Stage, Worded } from '../request.ts';
import type { Document } from './document.ts';
import type { Faulty } from './document-cache.ts';

/**
 * Gives the request the graph that is current now, which is kept open until the request is answered, whatever becomes
 * current meanwhile.
 */
export function createHoldGraph(currentGraph: () => Graph): Stage<Worded, Held> {
  return (next) => async (request) => {
    const record = request as RequestRecord;
    const graph = currentGraph();
    record.graph = graph;
    graph.enter();
    try {
      return await next(record);
    } finally {
      graph.leave();
    }
  };
}

/** Finds out what the document is; one with faults is answered with them. */
export function createFindDocument(): Stage<Held, Known> {
  return (next) => {
    const proceed = (request: Held, found: Document | Faulty) => {
      if ('faults' in found) return invalidOperation(request, found.faults);
      const record = request as RequestRecord;
      record.document = found;
      return next(record);
    };
    return (request) => {
      const found = request.graph.documents.find(request.text, request.params.operationName);
      return found instanceof Promise ? found.then((read) => proceed(request, read)) : proceed(request, found);
    };
  };
}
