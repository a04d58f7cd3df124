import { createHash } from 'node:crypto';
import { type ContextualizedStats, Report, type Trace, type TracesAndStats } from './generated/usage_report.ts';
import { inputUsesOf } from './input-uses.ts';
import { keyOfUse, sumUses, unnamed } from './sum-uses.ts';
import type { Client, InputUse, ReportedOperation, UsageReport, Use } from './usage.ts';

const hourMs = 3_600_000;
const longestName = 255;
/** More of anything within one report is not believed: sums of sums must not outgrow what numbers are kept in. */
const mostCounted = 1_000_000_000;
/** Clients of one operation within one report; clients name themselves, so what is beyond is counted as nobody's. */
const mostClients = 1_000;

/**
 * Reads a usage report, as `@apollo/server` and the Router send it, unpacked. A trace stands for one request. Its time is
 * that of the trace, or of the report's end; what lies ahead of `now` is of now. Names of clients are whatever anybody
 * says: of one operation 1,000 are told apart.
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
    name: name === '-' ? '' : nameOf(name),
    document: end < 0 ? '' : textOf(key.slice(end + 1)),
  };
}

function referencesOf({ referencedFieldsByType, statsWithContext }: TracesAndStats) {
  const fields = Object.entries(referencedFieldsByType).flatMap(([type, { fieldNames }]) =>
    fieldNames.map((name) => textOf(`${type}.${name}`)),
  );
  const inputs = inputUsesOf(statsWithContext.flatMap((each) => each.extendedReferences ?? []));
  return { fields, inputs: inputs.map(believed) };
}

function usesOf({ trace, statsWithContext }: TracesAndStats, endTime: Date, now: Date): readonly Use[] {
  const stats = statsWithContext.map((each) => statsUse(each, hourOf(endTime, now)));
  const traces = trace.map((each) => traceUse(each, hourOf(each.endTime ?? endTime, now)));
  const sent = [...stats, ...traces].filter(({ requests }) => requests > 0);
  const told = new Set([...new Set(sent.map(keyOfUse))].slice(0, mostClients));
  const uses = sumUses(sent.map((use) => (told.has(keyOfUse(use)) ? use : { ...use, client: unnamed })));
  return uses.map((use) => ({
    ...use,
    requests: Math.min(use.requests, mostCounted),
    errors: Math.min(use.errors, mostCounted),
  }));
}

function believed({ coordinate, present, nulls, missing }: InputUse): InputUse {
  const count = (counted: number) => Math.min(counted, mostCounted);
  return { coordinate, present: count(present), nulls: count(nulls), missing: count(missing) };
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
    name: nameOf(said?.clientName ?? ''),
    version: nameOf(said?.clientVersion ?? ''),
  };
}

function hourOf(at: Date, now: Date): Date {
  // What is no time at all, or was before there were any, is of now as well.
  const time = at.getTime() > 0 ? Math.min(at.getTime(), now.getTime()) : now.getTime();
  return new Date(Math.floor(time / hourMs) * hourMs);
}

function nameOf(said: string): string {
  return textOf(said.slice(0, longestName));
}

/** Without what no database takes for text. */
function textOf(said: string): string {
  return said.toWellFormed().replaceAll('\0', '');
}
