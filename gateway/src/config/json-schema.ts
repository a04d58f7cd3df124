import { z } from 'zod';
import { settings } from './settings.ts';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

const variable = { type: 'string', pattern: '\\$\\{env\\..+\\}' };

type Node = { [keyword: string]: unknown };

/** The JSON Schema (draft 2020-12) of `router.yaml`, for editors: what may be set, to what, and what it does. */
export function jsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(settings, {
    io: 'input',
    override({ zodSchema: { _zod: field }, jsonSchema: node, path }) {
      // Nothing has to be in the file: what is needed may come from the environment.
      if (path.length === 0) delete node.required;
      if (node.type === 'object') delete node.default;
      else if (field.def.type === 'default') node.default = field.def.defaultValue as typeof node.default;
      allowText(node);
    },
  });
  return { ...schema, title: 'router.yaml' };
}

/** Numbers, and what is yes or no, may also come from a variable, and measures with their unit. */
function allowText(node: Node): void {
  const { type, minimum, maximum, textPattern } = node;
  delete node.textPattern;
  if (type !== 'integer' && type !== 'number' && type !== 'boolean') return;
  for (const keyword of ['type', 'minimum', 'maximum']) delete node[keyword];
  const bounds = {
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
  };
  const measured = textPattern === undefined ? [] : [{ type: 'string', pattern: textPattern }];
  node.anyOf = [{ type, ...bounds }, ...measured, variable];
}

/** Names that may stand at a path of the document. */
export function namesAt(path: readonly PropertyKey[]): readonly string[] {
  const found = path.reduce<JsonSchema | undefined>((at, key) => {
    const inner = at?.properties?.[String(key)] ?? at?.additionalProperties;
    return typeof inner === 'object' ? inner : undefined;
  }, jsonSchema());
  return Object.keys(found?.properties ?? {});
}
