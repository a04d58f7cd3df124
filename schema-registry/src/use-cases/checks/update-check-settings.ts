import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../../domain/access.ts';
import { type CheckSettings, changeCheckSettings, readCheckSettings } from '../../domain/checks/check-settings.ts';
import { type GraphRef, printRef } from '../../domain/ref.ts';
import { isStorable } from '../../domain/storable.ts';
import { addAudit, lockVariant, saveSettings } from '../../store/index.ts';

/** Sets what checks of a variant go by; what is not given stays as it is. Gives all of it. */
export type UpdateCheckSettings = (caller: Caller, ref: GraphRef, given: unknown) => Promise<CheckSettings>;

/**
 * Makes what sets them.
 * @throws Refusal `FORBIDDEN`, `VARIANT_NOT_FOUND`, `SETTINGS_INVALID`
 */
export function createUpdateCheckSettings(transact: Transaction, now: () => Date): UpdateCheckSettings {
  return (caller, ref, given) =>
    transact(everyTenant, async (db) => {
      if (!may(caller, 'manage', ref)) {
        throw new Refusal('forbidden', 'FORBIDDEN', `this key may not change settings of ${printRef(ref)}`);
      }
      const variant = await lockVariant(db, ref);
      if (!variant) throw new Refusal('not_found', 'VARIANT_NOT_FOUND', `there is no ${printRef(ref)}`);
      const before = readCheckSettings(variant.settings.checks);
      const changed = changeCheckSettings(before, asObject(given));
      if ('fault' in changed) throw new Refusal('invalid', 'SETTINGS_INVALID', changed.fault);
      const { settings } = changed;
      requireReadable(caller, ref, settings.includedVariants, before.includedVariants);
      await saveSettings(db, ref, { checks: settings });
      const { graphId, variant: name } = ref;
      const entry = { at: now(), actor: caller.name, action: 'check.settings', graphId, variant: name };
      await addAudit(db, { ...entry, details: settings });
      return settings;
    });
}

/** The checks of a variant tell of the traffic of others that are included: whoever adds one must be let read it. */
function requireReadable(
  caller: Caller,
  { graphId }: GraphRef,
  included: readonly string[],
  before: readonly string[],
) {
  const added = included.filter((variant) => !before.includes(variant));
  const closed = added.find((variant) => !may(caller, 'read', { graphId, variant }));
  if (closed === undefined) return;
  throw new Refusal('forbidden', 'FORBIDDEN', `this key may not read ${printRef({ graphId, variant: closed })}`);
}

function asObject(given: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (isObject && isStorable(given)) return { ...given };
  throw new Refusal('invalid', 'SETTINGS_INVALID', 'settings are an object');
}
