import { liveDefinitions } from '../../supergraph/live-definitions.ts';

/** Links and defines the directive that declares live fields, as any subgraph of events does, under another name if told. */
export function liveDirective(name = 'live'): string {
  const imported = name === 'live' ? '"@live"' : `{ name: "@live", as: "@${name}" }`;
  return `
extend schema
  @link(url: "https://specs.fiscalgraph.dev/live/v1.0", import: [${imported}])
  @composeDirective(name: "@${name}")
${liveDefinitions(name)}`;
}
