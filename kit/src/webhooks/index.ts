export { type CallWebhook, createCallWebhook, newWebhookSecret } from './call-webhook.ts';
export { nextAttempt } from './next-attempt.ts';
