import type { PolicyLevel } from '../policy/policy.ts';

/**
 * What a change of an event's schema may break. Most hurt those who read new events by the schema they know; the rest
 * those who read stored events, from the log or a dead letter, by the new one.
 */
export const eventRules = {
  EVENT_REMOVED: 'ERROR',
  EVENT_PROPERTY_REMOVED: 'ERROR',
  EVENT_PROPERTY_MADE_OPTIONAL: 'ERROR',
  EVENT_OPTIONAL_PROPERTY_REMOVED: 'WARNING',
  EVENT_TYPE_CHANGED: 'ERROR',
  EVENT_TYPE_NARROWED: 'ERROR',
  EVENT_ENUM_VALUE_ADDED: 'ERROR',
  EVENT_ENUM_VALUE_REMOVED: 'WARNING',
  EVENT_CONSTRAINT_LOOSENED: 'ERROR',
  EVENT_CONSTRAINT_TIGHTENED: 'WARNING',
  EVENT_ALTERNATIVE_ADDED: 'ERROR',
  EVENT_ALTERNATIVE_REMOVED: 'WARNING',
  EVENT_PROPERTY_REQUIRED: 'WARNING',
  EVENT_CLOSED_SCHEMA_EXTENDED: 'WARNING',
  EVENT_SCHEMA_CLOSED: 'WARNING',
  EVENT_REFERENCE_UNKNOWN: 'ERROR',
} as const satisfies Record<string, PolicyLevel>;

/** The name of such a rule. */
export type EventRule = keyof typeof eventRules;

/** A change that breaks somebody, and where in its file. */
export type EventBreak = { readonly rule: EventRule; readonly at: string; readonly message: string };
