import type { Granted, Labelled, RequestRecord, Stage } from '../request.ts';
import type { Labels } from './labels.ts';

const none: readonly string[] = [];

/** Decides which progressive overrides are on for the request, if the document's plan depends on any. */
export function createPlaceOverrides(labelsOf: Labels): Stage<Granted, Labelled> {
  return (next) => (request) => {
    const { labels } = request.document.facts;
    const { headers, address } = request;
    const record = request as RequestRecord;
    record.labels =
      labels.length === 0 ? none : labelsOf(labels, { identity: request.caller.identity, headers, address });
    return next(record);
  };
}
