import { type Routes, sendJson } from '@fiscal/kit';
import type { Message, MessageStore } from './store.ts';

const shownMessages = 200;

/** `GET /messages?to=address` as JSON, and a page for people at `/`; both newest first, at most 200. */
export function mailboxRoutes(store: MessageStore): Routes {
  return {
    'GET /messages': async (request, response) => {
      const recipient = new URL(request.url ?? '/', 'http://mailbox').searchParams.get('to') ?? undefined;
      sendJson(response, 200, { messages: store.list(recipient).slice(0, shownMessages) });
    },
    'GET /': async (_, response) => {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      });
      response.end(page(store.list().slice(0, shownMessages)));
    },
  };
}

function page(messages: readonly Message[]): string {
  const items = messages.length > 0 ? messages.map(item).join('\n') : '<p>Nothing has been sent yet.</p>';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Mailbox</title><style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
  article { border-top: 1px solid #ccc; padding: 0.5rem 0; } h2 { font-size: 1rem; margin: 0; }
  pre { white-space: pre-wrap; } small { color: #555; }
</style></head><body><h1>Mailbox</h1><p>What the platform has sent by e-mail, newest first. Reload to see more.</p>
${items}
</body></html>`;
}

function item({ subject, from, to, receivedAt, text }: Message): string {
  const about = `${from} to ${to.join(', ')}, ${receivedAt}`;
  return `<article><h2>${escapeHtml(subject)}</h2><small>${escapeHtml(about)}</small><pre>${escapeHtml(text)}</pre></article>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
