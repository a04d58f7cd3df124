import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { compose } from '../domain/composition/compose.ts';
import type { Fault } from '../domain/launch.ts';

const maxPlaces = 5;

/** What rover hands over: each schema is in it already, wherever it came from. */
const config = z.object({
  subgraphs: z.record(
    z.string(),
    z.object({ routing_url: z.string().nullish(), schema: z.object({ sdl: z.string() }) }),
  ),
});

/** A message of a composition as rover reads it. It prints nothing of `nodes`, so places are in the message. */
type Message = {
  readonly message: string;
  readonly code: string | null;
  readonly nodes: null;
  readonly omittedNodesCount: null;
};

/** What the plugin answers. */
export type PluginAnswer =
  | { readonly Ok: { readonly supergraphSdl: string; readonly hints: readonly Message[] } }
  | {
      readonly Err: { readonly build_errors: readonly (Message & { readonly type: string })[]; readonly type: 'build' };
    };

/** Composes the subgraphs of a configuration, YAML as rover writes it for its plugin. */
export function composeConfig(text: string): PluginAnswer {
  const { data, error } = config.safeParse(readYaml(text));
  if (error) return failure([messageOf('INVALID_CONFIG', `the configuration is none: ${z.prettifyError(error)}`)]);
  const sources = Object.entries(data.subgraphs).map(([name, { routing_url: url, schema }]) => ({
    name,
    url: url ?? '',
    sdl: schema.sdl,
  }));
  const composed = compose(sources);
  if ('errors' in composed) return failure(composed.errors.map((fault) => messageOf(fault.code, withPlaces(fault))));
  const hints = composed.hints.map(({ code, message }) => messageOf(code, message));
  return { Ok: { supergraphSdl: composed.supergraphSdl, hints } };
}

function withPlaces({ message, locations }: Fault): string {
  const places = locations.slice(0, maxPlaces).map(({ subgraph, line, column }) => `${subgraph}:${line}:${column}`);
  return places.length > 0 ? `${message} (${places.join(', ')})` : message;
}

function readYaml(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    return String(error);
  }
}

function failure(messages: readonly Message[]): PluginAnswer {
  return { Err: { build_errors: messages.map((each) => ({ ...each, type: 'composition' })), type: 'build' } };
}

function messageOf(code: string | null, message: string): Message {
  return { message, code, nodes: null, omittedNodesCount: null };
}
