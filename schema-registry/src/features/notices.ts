import { everyTenant } from '@fiscal/kit';
import { createGuardedRequest, lookUpHost } from '@fiscal/kit/outbound';
import { createCallWebhook, newWebhookSecret } from '@fiscal/kit/webhooks';
import { noticeOfApproval, noticeOfCheck, noticeOfLaunch } from '../domain/notices/notice.ts';
import { createWebhookResolvers } from '../graphql/resolvers/webhooks.ts';
import { createSendNotices } from '../notices/send-notices.ts';
import { removeNotices } from '../store/index.ts';
import { upkeepPart } from '../upkeep-part.ts';
import { createManageWebhooks } from '../use-cases/manage-webhooks.ts';
import { createTellNotice } from '../use-cases/tell-notice.ts';
import type { Core, Feature } from './feature.ts';

const sendEveryMs = 500;
const hourMs = 3_600_000;
const keptMs = 7 * 24 * hourMs;
const removedAtOnce = 1_000;

/** Tells webhooks of launches, of checks that failed, and of approvals. */
export function createNotices({ config, transact, now, newId, publicUrl }: Core): Feature {
  const tell = createTellNotice(newId, publicUrl);
  const call = createCallWebhook(createGuardedRequest(config.WEBHOOK_ALLOW, lookUpHost), now);
  const forget = () =>
    transact(everyTenant, (db) => removeNotices(db, new Date(now().getTime() - keptMs), removedAtOnce));
  const sender = createSendNotices(transact, call, now);
  const sending = upkeepPart('notices', sendEveryMs, sender.begin);
  return {
    resolvers: [createWebhookResolvers(createManageWebhooks(transact, now, newId, newWebhookSecret))],
    parts: [{ ...sending, stop: () => sending.stop().then(sender.idle) }, upkeepPart('old notices', hourMs, forget)],
    onLaunch: (db, launch) => tell(db, noticeOfLaunch(launch)),
    onCheck: (db, check) => tell(db, noticeOfCheck(check)),
    onApproval: (db, { action, approvals }) =>
      tell(db, action === 'check.approve' ? noticeOfApproval(approvals) : undefined),
  };
}
