import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import type { NoticeFormat } from '../domain/notices/message.ts';
import { readKinds, readWebhookUrl, type Webhook } from '../domain/notices/webhook.ts';
import { addAudit, addWebhook, graphById, removeWebhook, webhooksOf } from '../store/index.ts';

/** What a new webhook is to be. */
export type NewWebhook = {
  readonly url: string;
  readonly format: NoticeFormat;
  readonly kinds: readonly string[];
  readonly variant: string | null;
};

/** The webhooks of a graph. Only who may manage the graph sees or changes them. */
export type ManageWebhooks = {
  /** Null for who may not. */
  list(caller: Caller, graphId: string): Promise<readonly Webhook[] | null>;
  create(caller: Caller, graphId: string, asked: NewWebhook): Promise<{ webhook: Webhook; secret: string }>;
  /** Gives the id back. */
  remove(caller: Caller, graphId: string, id: string): Promise<string>;
};

const most = 20;

/**
 * Makes what manages webhooks.
 * @throws Refusal `FORBIDDEN`, `GRAPH_NOT_FOUND`, `WEBHOOK_URL_INVALID`, `NOTICE_KIND_UNKNOWN`, `TOO_MANY_WEBHOOKS`, `WEBHOOK_NOT_FOUND`
 */
export function createManageWebhooks(
  transact: Transaction,
  now: () => Date,
  newId: () => string,
  newSecret: () => string,
): ManageWebhooks {
  const audit = (caller: Caller, action: string, graphId: string, details: Record<string, unknown>) =>
    ({ at: now(), actor: caller.name, action, graphId, variant: null, details }) as const;
  return {
    async list(caller, graphId) {
      return may(caller, 'manage', { graphId }) ? transact(everyTenant, (db) => webhooksOf(db, graphId)) : null;
    },
    async create(caller, graphId, { url, format, kinds, variant }) {
      requireManager(caller, graphId);
      const secret = newSecret();
      const known = { id: newId(), graphId, variant, format, createdAt: now(), createdBy: caller.name };
      const untold = { lastDeliveredAt: null, lastError: null };
      const webhook: Webhook = { ...known, ...untold, url: readWebhookUrl(url), kinds: readKinds(kinds) };
      await transact(everyTenant, async (db) => {
        if (!(await graphById(db, graphId))) throw new Refusal('not_found', 'GRAPH_NOT_FOUND', `no graph ${graphId}`);
        if (!(await addWebhook(db, webhook, secret, most))) {
          throw new Refusal('limited', 'TOO_MANY_WEBHOOKS', `a graph may have ${most} webhooks`);
        }
        await addAudit(db, audit(caller, 'webhook.created', graphId, { webhook: webhook.id, url: webhook.url }));
      });
      return { webhook, secret };
    },
    async remove(caller, graphId, id) {
      requireManager(caller, graphId);
      await transact(everyTenant, async (db) => {
        if (!(await removeWebhook(db, graphId, id))) {
          throw new Refusal('not_found', 'WEBHOOK_NOT_FOUND', `no webhook ${id}`);
        }
        await addAudit(db, audit(caller, 'webhook.removed', graphId, { webhook: id }));
      });
      return id;
    },
  };
}

function requireManager(caller: Caller, graphId: string): void {
  if (!may(caller, 'manage', { graphId })) {
    throw new Refusal('forbidden', 'FORBIDDEN', `this key may not manage ${graphId}`);
  }
}
