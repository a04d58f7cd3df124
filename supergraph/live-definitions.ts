/** The definitions of `@live`, as every subgraph of events has them; README.md explains them. */
export function liveDefinitions(name = 'live'): string {
  return `
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
