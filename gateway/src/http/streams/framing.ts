import type { GraphQLFormattedError } from 'graphql';

/** How the results of one operation are written into a response. */
export type Framing = {
  readonly headers: Readonly<Record<string, string>>;
  /** Written at once, so that the client knows that it is heard. */
  readonly opening: string;
  next(text: string, cursor: string | undefined, retryAfterMs: number | undefined): string;
  /** A sign of life; a cursor goes along where that disturbs nobody. */
  heartbeat(cursor: string | undefined): string;
  expiring(expiresAt: number): string;
  /** What is written of an error that ended the stream, before the end. */
  fail(error: GraphQLFormattedError): string;
  readonly end: string;
};

/** A result that tells of the token's end, for those who asked for one; to others it would be data that is missing. */
export function expiringResult(expiresAt: number): string {
  return `{"data":null,"extensions":{"expiring":{"expiresAt":${expiresAt}}}}`;
}

/** Whether a request asks, by `extensions.expiring`, to be told 60 s before its token ends. */
export function asksForWarning(extensions: Readonly<Record<string, unknown>> | undefined): boolean {
  return extensions?.expiring === true;
}

/** Nothing on the way may keep back, keep, or pack what is yet to come. */
export const unbuffered = { 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' } as const;
