import { gzipSync } from 'node:zlib';
import { Report } from '@apollo/usage-reporting-protobuf';

/** An operation that clients sent, as a gateway reports it. */
type Sent = {
  readonly name: string;
  readonly document: string;
  readonly client: string;
  readonly version: string;
  readonly requests: number;
};

/** Reports what clients sent, by the door that gateways report to. */
export async function reportTraffic(
  { url, key }: { readonly url: string; readonly key: string },
  graphRef: string,
  { name, document, client: clientName, version: clientVersion, requests: requestCount }: Sent,
): Promise<number> {
  const context = { clientName, clientVersion };
  const statsWithContext = [{ context, queryLatencyStats: { requestCount } }];
  const report = Report.encode({
    header: { graphRef },
    endTime: { seconds: Math.floor(Date.now() / 1_000), nanos: 0 },
    tracesPerQuery: { [`# ${name}\n${document}`]: { statsWithContext } },
  });
  const body = gzipSync(report.finish());
  const response = await fetch(new URL('/api/ingress/traces', url), {
    method: 'POST',
    headers: { 'x-api-key': key },
    body,
  });
  return response.status;
}
