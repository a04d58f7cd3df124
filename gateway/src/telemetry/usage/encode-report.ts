import { Report } from './generated/usage_report.ts';
import { packBuckets } from './latency-buckets.ts';
import type { UsageCounts } from './usage-counts.ts';

/** Who reports, for whom. */
export type Reporter = { readonly ref: string; readonly hostname: string; readonly agentVersion: string };

/** A usage report as Apollo's servers and routers send it: the protobuf message `Report`, not packed. */
export function encodeReport(
  { ref, hostname, agentVersion }: Reporter,
  { byKey, requests }: UsageCounts,
  endTime: Date,
): Uint8Array {
  const tracesPerQuery = [...byKey].map(([key, { facts, clients }]) => {
    const statsWithContext = clients.map((client) => ({
      context: { clientName: client.name, clientVersion: client.version },
      queryLatencyStats: {
        requestCount: client.requests,
        requestsWithErrorsCount: client.errors,
        latencyCount: packBuckets(client.latencies),
      },
    }));
    return [key, { statsWithContext, referencedFieldsByType: facts.fields }] as const;
  });
  const header = { graphRef: ref, hostname, agentVersion, runtimeVersion: `node ${process.version}` };
  const message = { header, endTime, operationCount: requests, tracesPerQuery: Object.fromEntries(tracesPerQuery) };
  return Report.encode(Report.fromPartial(message)).finish();
}
