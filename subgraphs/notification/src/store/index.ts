export { addDeliveries, leaseDue, type Outcome, removeEnded, settle } from './deliveries.ts';
export {
  addNotifications,
  markRead,
  notificationsByIds,
  notificationsOfInvoices,
  notificationsOfUser,
  removeOld,
  unreadCount,
} from './notifications.ts';
export { preferencesOf, savePreferences } from './preferences.ts';
export { addWebhook, countFailedDelivery, removeWebhook, webhooksOf, webhookTarget } from './webhooks.ts';
