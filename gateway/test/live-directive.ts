/** Links and defines the directive that declares live fields, as any subgraph of events does, under another name if told. */
export function liveDirective(name = 'live'): string {
  const imported = name === 'live' ? '"@live"' : `{ name: "@live", as: "@${name}" }`;
  return `
extend schema
  @link(url: "https://specs.fiscalgraph.dev/live/v1.0", import: [${imported}])
  @composeDirective(name: "@${name}")
directive @${name}(
  topics: [String!]!
  types: [String!]
  fields: live__Fields!
  filter: live__Filter
  overflow: live__Overflow! = DISCONNECT
  public: Boolean! = false
) on FIELD_DEFINITION
scalar live__Fields
input live__Filter { AND: [live__Filter!] OR: [live__Filter!] NOT: live__Filter IN: live__In }
input live__In { field: String! values: [live__Value]! }
scalar live__Value
enum live__Overflow { DISCONNECT DROP COALESCE }
`;
}
