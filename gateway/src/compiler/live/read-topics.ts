import type { GraphQLArgument } from 'graphql';
import { checkTemplate } from './check-reference.ts';
import type { Template } from './declaration.ts';
import { textsOf } from './joined.ts';
import type { Plain } from './plain.ts';
import { readTemplate, referencesIn } from './template.ts';
import { isOfTopic, isTopic } from './topic-name.ts';

const maxTopics = 16;

/** Reads which topics feed a field; their names may depend on its arguments. `report` is told of each fault. */
export function readTopics(
  given: Plain | undefined,
  args: readonly GraphQLArgument[],
  report: (fault: string) => void,
): readonly Template[] {
  const topics = textsOf(given).map((text) => {
    const template = readTemplate(text, report);
    checkTemplate(template, args, 'no lists', report);
    if (referencesIn(template).some(({ of }) => of === 'caller'))
      report(`the topic ${JSON.stringify(text)} may depend on arguments, not on who asks`);
    const fixed = template.filter((part) => typeof part === 'string');
    if (!fixed.every(isOfTopic) || (fixed.length === template.length && !isTopic(fixed.join(''))))
      report(`${JSON.stringify(text)} is no name of a topic`);
    return template;
  });
  if (topics.length === 0 || topics.length > maxTopics) report(`topics is a list of 1 to ${maxTopics} topics`);
  return topics;
}
