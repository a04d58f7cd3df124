import { prettyFormatQueryPlan, type QueryPlan } from '@apollo/query-planner';

/** Everything that ends a line in JavaScript, and with it a comment. */
const lineEnds = /\r\n|[\n\r\u2028\u2029]/;

/** Writes a plan for people, as comments: it holds text of clients, none of which may become code. */
export function planNote(plan: QueryPlan): string {
  return prettyFormatQueryPlan(plan)
    .split(lineEnds)
    .map((line) => `// ${line}\n`)
    .join('');
}
