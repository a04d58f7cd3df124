import { parse, stringify } from 'yaml';
import type { Answer, GraphCase, Objects, OperationCase } from './case.ts';

/** One case with its answer, as it is kept in `test/fixtures`. */
export type Fixture = {
  readonly title: string;
  readonly graph: GraphCase;
  readonly operation: OperationCase;
  readonly data: unknown;
  /** Where the answer tells of errors, in any order. */
  readonly errorsAt: readonly (readonly (string | number)[])[];
};

type Written = {
  title: string;
  subgraphs: Record<string, string>;
  objects: Objects;
  unknown?: GraphCase['unknown'];
  operation: string;
  data: unknown;
} & Partial<Omit<OperationCase, 'text'>> & { errorsAt?: Fixture['errorsAt'] };

const head =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@requires", "@provides", "@external", "@override", "@inaccessible", "@interfaceObject"])';

/** Reads a fixture's file. A subgraph without a link of its own has the usual one, unless it says `# federation 1`. */
export function readFixture(text: string): Fixture {
  // Written by `writeFixture`, or by hand after its like.
  const { title, subgraphs, objects, unknown, operation, data, errorsAt = [], ...rest } = parse(text) as Written;
  const isPlain = (sdl: string) => !sdl.includes('@link') && !sdl.startsWith('# federation 1');
  const sdls = Object.entries(subgraphs).map(([name, sdl]) => ({ name, sdl: isPlain(sdl) ? `${head}\n${sdl}` : sdl }));
  return {
    title,
    graph: { subgraphs: sdls, objects, ...(unknown ? { unknown } : {}) },
    operation: { variables: {}, labels: [], failing: [], replaced: {}, ...rest, text: operation },
    data,
    errorsAt,
  };
}

/** Writes a case with the answer it ought to have. */
export function writeFixture(title: string, graph: GraphCase, operation: OperationCase, expected: Answer): string {
  const { text, operationName, variables, labels, failing, replaced } = operation;
  const written: Written = {
    title,
    subgraphs: Object.fromEntries(
      graph.subgraphs.map(({ name, sdl }) => [name, sdl.replace(/^extend schema @link.*\n*/, '')]),
    ),
    objects: graph.objects,
    ...(graph.unknown ? { unknown: graph.unknown } : {}),
    operation: text,
    ...(operationName === undefined ? {} : { operationName }),
    ...(Object.keys(variables).length > 0 ? { variables } : {}),
    ...(labels.length > 0 ? { labels } : {}),
    ...(failing.length > 0 ? { failing } : {}),
    ...(Object.keys(replaced).length > 0 ? { replaced } : {}),
    data: expected.data,
    ...(expected.errors.length > 0 ? { errorsAt: expected.errors.map(({ path }) => path ?? []) } : {}),
  };
  return stringify(written, { lineWidth: 120 });
}

/** What a fixture says the answer is, as an oracle would give it. */
export function expectedOf({ data, errorsAt }: Fixture): Answer {
  return { data, errors: errorsAt.map((path) => ({ message: 'expected', path })) };
}
