import { hostname } from 'node:os';
import type { Part } from '@fiscal/kit';
import type { Settings } from '../../config/settings.ts';
import { createUsageReporter, type NoteUsage } from './usage-reporter.ts';

/** A registry that hangs takes no more than this of the time in which the gateway is to stop. */
const stopMs = 5_000;

/** What notes usage, and its part; nothing of both where usage is not reported. */
export type Usage = { readonly note: NoteUsage | undefined; readonly parts: readonly Part[] };

/** Has usage reported to the registry, as it is set. */
export function openUsage({ registry: { usageUrl, key, ref } }: Settings['supergraph']): Usage {
  if (usageUrl === undefined || key === undefined || ref === undefined) return { note: undefined, parts: [] };
  const reporter = { ref, hostname: hostname(), agentVersion: 'fiscal-gateway' };
  const { note, part } = createUsageReporter(usageUrl, key, reporter, stopMs, () => new Date());
  return { note, parts: [part] };
}
