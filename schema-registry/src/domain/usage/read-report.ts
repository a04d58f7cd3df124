import { createHash } from 'node:crypto';
import { type ContextualizedStats, Report, type Trace, type TracesAndStats } from './generated/usage_report.ts';
import { inputUsesOf } from './input-uses.ts';
import type { Client, ReportedOperation, UsageReport, Use } from './usage.ts';

const hourMs = 3_600_000;
const longestName = 255;

/**
 * Reads a usage report, as `@apollo/server` and the Router send it, unpacked. A trace stands for one request. Its time is
 * that of the trace, or of the report's end; what lies ahead of `now` is of now.
 * @throws Error when it is no such message, or names no graph.
 */
export function readReport(bytes: Uint8Array, now: Date): UsageReport {
  const { header, endTime = now, tracesPerQuery } = Report.decode(bytes);
  // Almost any bytes are a message that says nothing.
  if (!header?.graphRef) throw new Error('the report names no graph');
  const operations: ReportedOperation[] = [];
  let unreadable = 0;
  for (const [key, reported] of Object.entries(tracesPerQuery)) {
    const uses = usesOf(reported, endTime, now);
    // `## GraphQLParseFailure` and the like: there is no operation.
    if (key.startsWith('## ')) unreadable += uses.reduce((sum, { requests }) => sum + requests, 0);
    else operations.push({ ...operationOf(key), ...referencesOf(reported), uses });
  }
  return { ref: header.graphRef, operations, unreadable };
}

function operationOf(key: string) {
  const end = key.indexOf('\n');
  const name = key.slice(2, end < 0 ? undefined : end);
  return {
    signatureHash: createHash('sha256').update(key).digest('hex'),
    name: name === '-' ? '' : name.slice(0, longestName),
    document: end < 0 ? '' : key.slice(end + 1),
  };
}

function referencesOf({ referencedFieldsByType, statsWithContext }: TracesAndStats) {
  const fields = Object.entries(referencedFieldsByType).flatMap(([type, { fieldNames }]) =>
    fieldNames.map((name) => `${type}.${name}`),
  );
  return { fields, inputs: inputUsesOf(statsWithContext.flatMap((each) => each.extendedReferences ?? [])) };
}

function usesOf({ trace, statsWithContext }: TracesAndStats, endTime: Date, now: Date): readonly Use[] {
  const stats = statsWithContext.map((each) => statsUse(each, hourOf(endTime, now)));
  const traces = trace.map((each) => traceUse(each, hourOf(each.endTime ?? endTime, now)));
  const byClient = new Map<string, Use>();
  for (const use of [...stats, ...traces]) {
    if (!(use.requests > 0)) continue;
    const key = JSON.stringify([use.client, use.hour]);
    const known = byClient.get(key);
    const sum = known && { requests: known.requests + use.requests, errors: known.errors + use.errors };
    byClient.set(key, { ...use, ...sum });
  }
  return [...byClient.values()];
}

function statsUse({ context, queryLatencyStats }: ContextualizedStats, hour: Date): Use {
  return {
    client: clientOf(context),
    hour,
    requests: queryLatencyStats?.requestCount ?? 0,
    errors: queryLatencyStats?.requestsWithErrorsCount ?? 0,
  };
}

function traceUse(trace: Trace, hour: Date): Use {
  return { client: clientOf(trace), hour, requests: 1, errors: hasError(trace) ? 1 : 0 };
}

/** Walked with a list of its own: how deep a trace goes is up to who sends it. */
function hasError({ root }: Trace): boolean {
  const open = root ? [root] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.error.length > 0) return true;
    open.push(...node.child);
  }
  return false;
}

function clientOf(said: { clientName: string; clientVersion: string } | undefined): Client {
  return {
    name: said?.clientName.slice(0, longestName) ?? '',
    version: said?.clientVersion.slice(0, longestName) ?? '',
  };
}

function hourOf(at: Date, now: Date): Date {
  return new Date(Math.floor(Math.min(at.getTime(), now.getTime()) / hourMs) * hourMs);
}
