import type { Notice } from './notice.ts';

/** How a receiver wants to be told: by Standard Webhooks, or as Slack's incoming webhooks take it. */
export type NoticeFormat = 'standard' | 'slack';

/** The body of a call that tells of a notice. */
export function messageOf(notice: Notice, format: NoticeFormat, publicUrl: string): Readonly<Record<string, unknown>> {
  const url = `${publicUrl}${notice.path}`;
  if (format === 'slack') return { text: `${escapeMarks(notice.text)} <${url}|Open>` };
  const { kind, at, graphId, variant, text, details } = notice;
  return { type: kind, timestamp: at.toISOString(), data: { graph: graphId, variant, text, url, ...details } };
}

/** What Slack would read as its own marks. */
function escapeMarks(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
