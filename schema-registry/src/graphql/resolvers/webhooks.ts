import type { Graph } from '../../domain/graph.ts';
import type { Webhook } from '../../domain/notices/webhook.ts';
import type { ManageWebhooks } from '../../use-cases/manage-webhooks.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

type Asked = {
  readonly url: string;
  readonly format: string;
  readonly kinds: readonly string[];
  readonly variant?: string;
};

/** Where a graph's events are told. */
export function createWebhookResolvers({ list, create, remove }: ManageWebhooks): ResolverMap {
  const webhooks: Field<Graph> = ({ id }, _, { caller }) => list(caller, id);
  const createWebhook: Field<Graph, Asked> = ({ id }, { url, format, kinds, variant = null }, { caller }) =>
    create(caller, id, { url, kinds, variant, format: format === 'SLACK' ? 'slack' : 'standard' });
  const deleteWebhook: Field<Graph, { id: string }> = ({ id }, asked, { caller }) => remove(caller, id, asked.id);
  return {
    Graph: { webhooks },
    GraphMutation: { createWebhook, deleteWebhook },
    Webhook: { format: ({ format }: Webhook) => format.toUpperCase() },
  };
}
