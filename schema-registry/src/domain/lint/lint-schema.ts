import { GraphQLError, parse } from 'graphql';
import { type ElementTexts, isNew, textsOf } from './element-texts.ts';
import type { LintFinding, LintInput, LintLevel } from './lint-finding.ts';
import type { Complaint, LintedSchema, LintRule } from './lint-rule.ts';
import { lintRules } from './lint-rules.ts';
import { placesOf } from './places.ts';
import { elementsOf } from './schema-elements.ts';

/** More than anybody reads; the first ones in the text are told. */
const maxFindings = 5_000;

type Raw = Omit<LintFinding, 'start' | 'end'> & { readonly from: number; readonly to: number };
type Found = Complaint & { readonly rule: LintRule };

/**
 * Holds the SDL of a subgraph or of a whole graph against the rules, in the order of the text. It need not define the
 * directives it carries. With what is there today given, it tells of elements that differ, and of what became wrong by
 * a change elsewhere.
 */
export function lintSchema({ sdl, baseSdl, rules = {}, allowedTags }: LintInput): LintFinding[] {
  const levelOf = (rule: LintRule): LintLevel => rules[rule.name] ?? rule.level;
  const active = lintRules.filter((rule) => levelOf(rule) !== 'IGNORED');
  const schema = read(sdl, allowedTags);
  if (schema instanceof GraphQLError) return located(sdl, doesNotParse(schema, rules.DOES_NOT_PARSE ?? 'ERROR'));
  const isTold = createIsTold(baseSdl === null ? null : read(baseSdl, allowedTags), active);
  const findings = complaintsOf(schema, active)
    .filter(isTold)
    .map(({ rule, element, message, at = element.at }): Raw => {
      const level = levelOf(rule) === 'ERROR' ? 'ERROR' : 'WARNING';
      const { start: from = 0, end: to = 0 } = at.loc ?? {};
      return { rule: rule.name, level, message, coordinate: element.coordinate, from, to };
    });
  return located(sdl, findings.sort((a, b) => a.from - b.from).slice(0, maxFindings));
}

function read(sdl: string, allowedTags: readonly string[] | undefined): LintedSchema | GraphQLError {
  try {
    const document = parse(sdl);
    const elements = elementsOf(document).filter(({ coordinate }) => !bringsFederation.test(coordinate));
    return { document, elements, allowedTags: allowedTags ? new Set(allowedTags) : null };
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    if (error instanceof RangeError) return new GraphQLError('Syntax Error: nested too deep.');
    throw error;
  }
}

/** `_Entity`, `Query._service`, `@federation__key`, `link__Import`, and federation's directives where they are defined. */
const bringsFederation = new RegExp(
  [
    /^@?\w*__|^_|^Query\._(entities|service)/,
    /^@(link|key|external|requires|provides|extends|shareable|override|inaccessible|tag|interfaceObject)\b/,
    /^@(composeDirective|authenticated|requiresScopes|policy|cost|listSize|context|fromContext|cacheTag|connect)\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

function complaintsOf(schema: LintedSchema, rules: readonly LintRule[]): readonly Found[] {
  return rules.flatMap((rule) => rule.check(schema).map((complaint) => ({ ...complaint, rule })));
}

function createIsTold(base: LintedSchema | GraphQLError | null, rules: readonly LintRule[]): (found: Found) => boolean {
  if (base === null || base instanceof GraphQLError) return () => true;
  const texts: ElementTexts = textsOf(base.elements);
  const known = new Set(complaintsOf(base, rules).map(keyOf));
  return (found) => isNew(found.element, texts) || !known.has(keyOf(found));
}

function keyOf({ rule, element, message }: Found): string {
  return `${rule.name} ${element.coordinate} ${message}`;
}

function doesNotParse({ message, positions }: GraphQLError, level: LintLevel): readonly Raw[] {
  const from = positions?.[0] ?? 0;
  if (level === 'IGNORED') return [];
  return [{ rule: 'DOES_NOT_PARSE', level, message, coordinate: '', from, to: from }];
}

function located(sdl: string, findings: readonly Raw[]): LintFinding[] {
  const places = placesOf(
    sdl,
    findings.flatMap(({ from, to }) => [from, to]),
  );
  const start = { line: 1, column: 1, byteOffset: 0 };
  return findings.map(({ from, to, ...finding }) => ({
    ...finding,
    start: places.get(from) ?? start,
    end: places.get(to) ?? start,
  }));
}
