import { expiringResult, type Framing, unbuffered } from '../streams/framing.ts';

const delimiter = '\r\n--graphql';

/**
 * Apollo's protocol for subscriptions in parts (`subscriptionSpec=1.0`). The delimiter follows each part at once: clients
 * take a part for whole when they see it.
 */
export function multipartFraming(warns: boolean): Framing {
  return {
    headers: { ...unbuffered, 'content-type': 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0' },
    opening: delimiter,
    next: (text) => part(`{"payload":${text}}`),
    heartbeat: () => part('{}'),
    expiring: (expiresAt) => (warns ? part(`{"payload":${expiringResult(expiresAt)}}`) : ''),
    fail: (error) => part(`{"payload":null,"errors":[${JSON.stringify(error)}]}`),
    end: '--\r\n',
  };
}

function part(json: string): string {
  return `\r\ncontent-type: application/json\r\n\r\n${json}${delimiter}`;
}
