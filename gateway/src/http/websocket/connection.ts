import type { Authenticate } from '../../admission/authenticate.ts';
import type { Params } from '../../operation.ts';
import type { Answer, ClientGone } from '../../request.ts';
import { alreadyExists, type Closing, closings } from './close.ts';
import { admit, authorizationIn, type Visitor } from './credentials.ts';
import type { Message, Subscribe } from './message.ts';
import { createOperations } from './operations.ts';
import type { Outgoing } from './outgoing.ts';
import { createRefresh, validity } from './refresh.ts';
import { createTakeCursor, type TakeCursor } from './resume.ts';

/** What is asked by a connection: the operation, and what the connection knows of who asks. */
export type Asked = {
  readonly params: Params;
  readonly authorization: string | undefined;
  readonly resumeFrom: string | undefined;
  readonly gone: ClientGone;
};

export type ConnectionOptions = {
  readonly ask: (asked: Asked) => Answer | Promise<Answer>;
  readonly authenticate: Authenticate;
  /** That run at a time. */
  readonly maxOperations: number;
  readonly outgoing: Outgoing;
  readonly close: (closing: Closing) => void;
  /** Is told when `connection_init` has come. */
  readonly introduced: () => void;
};

/** One connection of graphql-transport-ws, apart from its socket. */
export type Connection = {
  take(message: Message): void;
  /** Tells from where quiet subscriptions can go on. */
  beat(): void;
  /** Takes no more operations, and closes when those that run have ended. */
  drain(): void;
  /** The socket is closed. */
  end(): void;
};

/** Opens a connection. `authorization` is what the request for it had in its header; `connection_init` wins over it. */
export function openConnection(authorization: string | undefined, options: ConnectionOptions): Connection {
  const { outgoing, close } = options;
  let isIntroduced = false;
  let isDraining = false;
  let visitor: Visitor | undefined;
  let takeCursor: TakeCursor = () => undefined;
  const say = (type: string, payload?: unknown) => outgoing.send(JSON.stringify({ type, payload }));
  const tellCursors = () => {
    const cursors = operations.untoldCursors();
    if (cursors) say('ping', { cursors });
  };
  const operations = createOperations({
    outgoing,
    max: options.maxOperations,
    ask: (params, gone) =>
      options.ask({ params, gone, authorization: visitor?.authorization, resumeFrom: takeCursor(params) }),
    forbid() {
      // From there it can go on with another token.
      tellCursors();
      close(closings.forbidden);
    },
    expiring: onceEach((expiresAt) => say('ping', { expiring: { expiresAt } })),
    idle: () => isDraining && close(closings.goingAway),
  });
  const refresh = createRefresh({
    authenticate: options.authenticate,
    visitor: () => visitor,
    replace(another) {
      visitor = another;
      return operations.refresh(another.caller);
    },
    pong: (payload) => say('pong', payload),
    close,
  });
  const introduce = async (parameters: Readonly<Record<string, unknown>> | undefined) => {
    if (isIntroduced) return close(closings.tooManyInits);
    isIntroduced = true;
    options.introduced();
    takeCursor = createTakeCursor(parameters?.resumeFrom);
    const admitted = await admit(options.authenticate, authorizationIn(parameters) ?? authorization);
    if ('refused' in admitted) return close(admitted.refused);
    visitor = admitted;
    say('connection_ack', validity(admitted.caller));
  };
  const subscribe = ({ id, params }: Subscribe) => {
    if (!visitor) return close(closings.unauthorized);
    if (operations.has(id)) return close(alreadyExists(id));
    // A client that is about to be told to go comes back with it.
    if (!isDraining) operations.start(id, params);
  };
  const failed = () => close(closings.failed);
  return {
    take(message) {
      if (message.type === 'subscribe') return subscribe(message);
      if (message.type === 'complete') return operations.stop(message.id);
      if (message.type === 'connection_init') return void introduce(message.payload).catch(failed);
      if (message.type === 'pong') return;
      const token = authorizationIn(message.payload);
      if (token === undefined) say('pong', message.payload);
      else refresh(token).catch(failed);
    },
    beat: tellCursors,
    drain() {
      isDraining = true;
      if (operations.size() === 0) close(closings.goingAway);
    },
    end: () => operations.stopAll(),
  };
}

/** All streams of a connection have one token, and each says when it ends. */
function onceEach(tell: (expiresAt: number) => void): (expiresAt: number) => void {
  let told: number | undefined;
  return (expiresAt) => {
    if (told === expiresAt) return;
    told = expiresAt;
    tell(expiresAt);
  };
}
