/** Why a connection is closed: the codes and reasons of graphql-transport-ws, and those of RFC 6455 that it has no own for. */
export const closings = {
  goingAway: [1001, 'Going away'],
  messageTooBig: [1009, 'Message too big'],
  tryAgainLater: [1013, 'Try again later'],
  invalidMessage: [4400, 'Invalid message received'],
  unauthorized: [4401, 'Unauthorized'],
  forbidden: [4403, 'Forbidden'],
  unacceptable: [4406, 'Subprotocol not acceptable'],
  initTimeout: [4408, 'Connection initialisation timeout'],
  tooManyInits: [4429, 'Too many initialisation requests'],
  failed: [4500, 'Internal server error'],
} as const satisfies Readonly<Record<string, Closing>>;

export type Closing = readonly [code: number, reason: string];

/** RFC 6455, 5.5: a control frame has room for so many bytes, two of which are the code. */
const maxReasonBytes = 123;

/** For a second operation by the name of one that is running. */
export function alreadyExists(id: string): Closing {
  const reason = `Subscriber for ${id} already exists`;
  return [4409, Buffer.byteLength(reason) > maxReasonBytes ? 'Subscriber already exists' : reason];
}
