import { deadlineExceeded } from '@fiscal/kit/resilience';
import { WebSocket } from 'ws';
import { unavailable } from '../fault.ts';
import { readAnswer } from '../read-answer.ts';
import type { SubgraphAnswer } from '../subgraph-client.ts';
import { createInbox } from './inbox.ts';
import type { Opening, Source } from './source.ts';

const protocol = 'graphql-transport-ws';
/** Of the messages' own form, around a value. */
const envelopeBytes = 1_024;
/** Two of these without a sign of life, and the subgraph is taken for gone. */
const quietMs = 15_000;
/** For the subgraph to take note that we go. */
const farewellMs = 1_000;
const id = '1';

type Message = { readonly type?: unknown; readonly id?: unknown; readonly payload?: unknown };

/** Subscribes by graphql-transport-ws, on a connection of its own. */
export function openWebSocketSource(opening: Opening): Source {
  const { subgraph, url, headers, maxAnswerBytes } = opening;
  const socket = new WebSocket(url, protocol, {
    headers,
    handshakeTimeout: opening.connectTimeoutMs,
    maxPayload: maxAnswerBytes + envelopeBytes,
    perMessageDeflate: false,
    followRedirects: false,
  });
  const inbox = createInbox<SubgraphAnswer>(maxAnswerBytes, socket);
  const lost = (why: string, cause?: unknown) => end(unavailable(subgraph, why, cause).refusal);
  const late = setTimeout(() => end(deadlineExceeded()), opening.timeoutMs);
  const stopWatching = watchLife(socket, () => lost('no sign of life'));
  let isOver = false;
  const end = (error?: Error) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(late);
    stopWatching();
    inbox.end(error);
    part(socket);
  };
  const say = (message: object) => socket.send(JSON.stringify(message));
  const hear = (text: string) => {
    const { type, payload, id: of } = readMessage(text);
    if (type === 'ping') say({ type: 'pong' });
    else if (type === 'connection_ack') {
      clearTimeout(late);
      // The operation is JSON already.
      socket.send(`{"id":"${id}","type":"subscribe","payload":${opening.body}}`);
    } else if (of !== id) return;
    else if (type === 'next') inbox.put(readAnswer(payload), text.length);
    else if (type === 'error') {
      inbox.put(readAnswer({ data: null, errors: payload }), text.length);
      end();
    } else if (type === 'complete') end();
  };

  socket.on('open', () => say({ type: 'connection_init', payload: { authorization: headers.authorization } }));
  socket.on('message', (data, isBinary) => {
    if (isOver) return;
    try {
      hear(isBinary ? '' : String(data));
    } catch (error) {
      lost('a message that cannot be used', error);
    }
  });
  socket.on('error', (error) => lost(error.message, error));
  socket.on('close', (code) => lost(`closed with ${code}`));
  return iterate(inbox, () => {
    inbox.drop();
    if (!isOver && socket.readyState === WebSocket.OPEN) say({ id, type: 'complete' });
    end();
  });
}

/** @throws SyntaxError, or a TypeError, when it is no message. */
function readMessage(text: string): Message {
  // What is not an object has none of its fields.
  return Object(JSON.parse(text)) as Message;
}

/** Asks for a sign of life when nothing came for a while. One that is held up by us gives none. */
function watchLife(socket: WebSocket, onDead: () => void): () => void {
  let isQuiet = false;
  const note = () => {
    isQuiet = false;
  };
  for (const sign of ['message', 'ping', 'pong']) socket.on(sign, note);
  const timer = setInterval(() => {
    if (socket.isPaused || socket.readyState !== WebSocket.OPEN) return;
    if (isQuiet) return onDead();
    isQuiet = true;
    socket.ping();
  }, quietMs);
  timer.unref();
  return () => clearInterval(timer);
}

function part(socket: WebSocket): void {
  if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
  if (socket.readyState !== WebSocket.OPEN) return;
  // A connection that is held up would not hear the answer.
  socket.resume();
  socket.close(1000);
  setTimeout(() => socket.terminate(), farewellMs).unref();
}

function iterate(inbox: ReturnType<typeof createInbox<SubgraphAnswer>>, leave: () => void): Source {
  const source: Source = {
    async next() {
      const value = await inbox.take();
      return value ? { done: false, value } : { done: true, value: undefined };
    },
    async return() {
      leave();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => source,
  };
  return source;
}
