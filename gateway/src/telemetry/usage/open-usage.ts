import { hostname } from 'node:os';
import type { Part } from '@fiscal/kit';
import type { Settings } from '../../config/settings.ts';
import { createUsageReporter, type NoteUsage } from './usage-reporter.ts';

/** What notes usage, and its part; nothing of both where usage is not reported. */
export type Usage = { readonly note: NoteUsage | undefined; readonly parts: readonly Part[] };

/** Has usage reported to the registry, as it is set. */
export function openUsage({ registry: { usageUrl, key, ref } }: Settings['supergraph']): Usage {
  if (usageUrl === undefined || key === undefined || ref === undefined) return { note: undefined, parts: [] };
  const reporter = { ref, hostname: hostname(), agentVersion: 'fiscal-gateway' };
  const { note, part } = createUsageReporter(usageUrl, key, reporter, () => new Date());
  return { note, parts: [part] };
}
