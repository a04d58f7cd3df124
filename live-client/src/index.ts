export { createLiveClient, type LiveClient, type LiveClientOptions } from './live-client.ts';
export type { Gap, LiveResult } from './result.ts';
export type { CursorStorage, LiveRequest, LiveSink } from './subscription.ts';
