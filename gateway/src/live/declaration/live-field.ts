import { Refusal } from '@fiscal/kit';
import type { Condition, LiveDeclaration, Template } from '../../compiler/live/declaration.ts';
import { isTopic } from '../../compiler/live/topic-name.ts';
import type { EventHead } from '../log/record.ts';
import type { Arguments, LiveField } from './field.ts';
import { createFill } from './fill.ts';
import { createMatcher } from './matcher.ts';
import { createReadEvent } from './read-event.ts';

/** Makes a live field of what the supergraph declares. */
export function createLiveField(declaration: LiveDeclaration): LiveField {
  const { name, types, overflow, filter, isPublic } = declaration;
  const readEvent = createReadEvent(declaration);
  return {
    name,
    topics: (args) => [...new Set(declaration.topics.map((template) => topicOf(template, args)))],
    types: types && new Set(types),
    overflow,
    isPublic,
    looksAtCaller: filter !== undefined && looksAtCaller(filter),
    read(head: EventHead, data: unknown) {
      const event = { head, data };
      return { ...readEvent(event), event };
    },
    matcher(args, caller) {
      const test = createMatcher(filter, createFill(args, caller));
      return ({ event }) => test(event);
    },
  };
}

function topicOf(template: Template, args: Arguments): string {
  const [topic] = createFill(args, undefined)(template) ?? [];
  if (typeof topic === 'string' && isTopic(topic)) return topic;
  throw new Refusal('invalid', 'BAD_USER_INPUT', 'the arguments do not say what there is to listen to');
}

function looksAtCaller(condition: Condition): boolean {
  if (condition.kind === 'not') return looksAtCaller(condition.condition);
  if (condition.kind !== 'in') return condition.conditions.some(looksAtCaller);
  return condition.templates.some((parts) => parts.some((part) => typeof part === 'object' && part.of === 'caller'));
}
