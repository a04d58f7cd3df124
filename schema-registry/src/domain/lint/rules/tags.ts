import type { ConstDirectiveNode, ConstValueNode } from 'graphql';
import type { LintRule } from '../lint-rule.ts';
import type { SchemaElement } from '../schema-elements.ts';

/** Contracts go by the names of tags, so a misspelt one shows or hides what nobody meant. */
export const tags: LintRule = {
  name: 'TAG_DIRECTIVE_USES_UNKNOWN_NAME',
  level: 'ERROR',
  check: ({ elements, allowedTags }) => {
    if (!allowedTags) return [];
    const names = new Set(['tag', 'federation__tag', ...renamed(elements)]);
    return elements.flatMap((element) =>
      element.directives
        .filter(({ name }) => names.has(name.value))
        .map((at) => ({ at, tag: textOf(argumentOf(at, 'name')) }))
        .filter(({ tag }) => tag === null || !allowedTags.has(tag))
        .map(({ at, tag }) => ({
          element,
          at,
          message: `@${at.name.value} of ${element.coordinate} names "${tag ?? ''}", which is none of the known tags.`,
        })),
    );
  },
};

/** What `@tag` is called by the schema's `@link(import: [{name: "@tag", as: "@label"}])`. */
function renamed(elements: readonly SchemaElement[]): readonly string[] {
  const links = elements.filter(({ kind }) => kind === 'schema').flatMap(({ directives }) => directives);
  return links.flatMap((link) => {
    const imports = argumentOf(link, 'import');
    if (link.name.value !== 'link' || imports?.kind !== 'ListValue') return [];
    return imports.values.flatMap((value) => {
      if (value.kind !== 'ObjectValue') return [];
      const [name, as] = ['name', 'as'].map((key) =>
        textOf(value.fields.find((field) => field.name.value === key)?.value),
      );
      return name === '@tag' && as ? [as.replace(/^@/, '')] : [];
    });
  });
}

function argumentOf({ arguments: given }: ConstDirectiveNode, wanted: string): ConstValueNode | undefined {
  return given?.find(({ name }) => name.value === wanted)?.value;
}

function textOf(value: ConstValueNode | undefined): string | null {
  return value?.kind === 'StringValue' ? value.value : null;
}
