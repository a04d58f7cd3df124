import type { Socket } from 'node:net';

/** The whole response, head and all. The body's characters are its bytes. */
export type AnswerPost = (path: string, body: string) => Buffer | Promise<Buffer>;

type Post = { readonly path: string; readonly body: string; readonly next: number };

const postLine = /^POST (\S+) HTTP\/1\.1\r\n/;
const lengthLine = /\r\ncontent-length: *(\d+)\r\n/i;

/**
 * Answers what comes on a connection as long as it is POSTs whose length is told, in order, and those that came together
 * by one write. Whatever is not is left to `elsewhere`, with the connection.
 */
export function answerPosts(socket: Socket, answer: AnswerPost, elsewhere: () => void): void {
  let text = '';
  let isBusy = false;
  const onData = (bytes: Buffer) => {
    text += bytes.toString('latin1');
    if (!isBusy) answerAll();
  };
  const answerAll = () => {
    const out: Buffer[] = [];
    for (let post = postIn(text); post; post = postIn(text)) {
      if (post === 'other') return leave(out);
      text = text.slice(post.next);
      const response = answer(post.path, post.body);
      if (!(response instanceof Promise)) {
        out.push(response);
        continue;
      }
      isBusy = true;
      response.then(
        (late) => {
          isBusy = false;
          socket.write(late);
          answerAll();
        },
        (error) => socket.destroy(error),
      );
      break;
    }
    write(socket, out);
  };
  const leave = (out: readonly Buffer[]) => {
    write(socket, out);
    socket.off('data', onData).pause().unshift(Buffer.from(text, 'latin1'));
    elsewhere();
  };
  socket.on('data', onData).on('error', () => socket.destroy());
}

function write(socket: Socket, out: readonly Buffer[]): void {
  const [first] = out;
  if (first) socket.write(out.length === 1 ? first : Buffer.concat(out));
}

/** The first request in a text; undefined while it is not whole, `other` where it is none of these. */
function postIn(text: string): Post | 'other' | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = text.slice(0, end + 2);
  const [, path] = postLine.exec(head) ?? [];
  const [, length] = lengthLine.exec(head) ?? [];
  if (path === undefined || length === undefined) return 'other';
  const next = end + 4 + Number(length);
  return next > text.length ? undefined : { path, body: text.slice(end + 4, next), next };
}
