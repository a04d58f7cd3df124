import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type BreakingChangeType,
  buildSchema,
  type DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  isUnionType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { schemaPairs } from '../../../test/random-schemas.ts';
import type { Change, ChangeCode } from './change.ts';
import { ownerOf } from './coordinates.ts';
import { diffSchemas } from './diff-schemas.ts';

const runs = { numRuns: 150 };

it('finds nothing between a schema and itself, in whatever order it is written', () => {
  fc.assert(
    fc.property(schemaPairs, ({ from }) => {
      const sorted = printSchema(lexicographicSortSchema(buildSchema(from, { assumeValid: true })));
      expect(diffSchemas({ from, to: `${from}\n` })).toEqual([]);
      expect(diffSchemas({ from, to: sorted })).toEqual([]);
    }),
    runs,
  );
});

it('tells of everything that goes', () => {
  fc.assert(
    fc.property(schemaPairs, ({ from, to }) => {
      const kept = new Set(coordinatesOf(build(to)));
      const told = new Set(
        diffSchemas({ from, to })
          .filter(({ level }) => level === 'breaking')
          .map(({ coordinate }) => coordinate),
      );
      for (const coordinate of coordinatesOf(build(from))) {
        if (kept.has(coordinate) || coordinate.startsWith('@')) continue;
        const tellers = [coordinate, ownerOf(coordinate), ownerOf(ownerOf(coordinate) ?? '')];
        expect([coordinate, tellers.some((each) => each !== null && told.has(each))]).toEqual([coordinate, true]);
      }
    }),
    runs,
  );
});

it('gives each change a fingerprint of its own, which stays when something else changes, too', () => {
  fc.assert(
    fc.property(schemaPairs, ({ from, to }) => {
      const changes = diffSchemas({ from, to });
      const prints = changes.map(({ fingerprint }) => fingerprint);
      expect(new Set(prints).size).toBe(changes.length);
      const more = diffSchemas({ from: `type Gone { id: ID }\n${from}`, to: `${to}\ntype Come { id: ID }` });
      const others = more.filter(({ coordinate }) => coordinate !== 'Gone' && coordinate !== 'Come');
      expect(others.map(({ fingerprint }) => fingerprint).sort()).toEqual(prints.toSorted());
    }),
    runs,
  );
});

const breaking: Readonly<Record<BreakingChangeType, readonly ChangeCode[]>> = {
  TYPE_REMOVED: ['TYPE_REMOVED'],
  TYPE_CHANGED_KIND: ['TYPE_CHANGED_KIND'],
  TYPE_REMOVED_FROM_UNION: ['TYPE_REMOVED_FROM_UNION'],
  VALUE_REMOVED_FROM_ENUM: ['VALUE_REMOVED_FROM_ENUM'],
  REQUIRED_INPUT_FIELD_ADDED: ['REQUIRED_FIELD_ADDED_TO_INPUT_OBJECT'],
  IMPLEMENTED_INTERFACE_REMOVED: ['TYPE_REMOVED_FROM_INTERFACE', 'TYPE_REMOVED', 'TYPE_CHANGED_KIND'],
  FIELD_REMOVED: ['FIELD_REMOVED', 'FIELD_REMOVED_FROM_INPUT_OBJECT'],
  FIELD_CHANGED_KIND: ['FIELD_CHANGED_TYPE', 'FIELD_ON_INPUT_OBJECT_CHANGED_TYPE'],
  REQUIRED_ARG_ADDED: ['REQUIRED_ARG_ADDED'],
  ARG_REMOVED: ['ARG_REMOVED'],
  ARG_CHANGED_KIND: ['ARG_CHANGED_TYPE', 'ARG_CHANGED_TYPE_OPTIONAL_TO_REQUIRED'],
  DIRECTIVE_REMOVED: ['DIRECTIVE_REMOVED'],
  DIRECTIVE_ARG_REMOVED: ['DIRECTIVE_ARG_REMOVED'],
  REQUIRED_DIRECTIVE_ARG_ADDED: ['REQUIRED_DIRECTIVE_ARG_ADDED'],
  DIRECTIVE_REPEATABLE_REMOVED: ['DIRECTIVE_REPEATABLE_REMOVED'],
  DIRECTIVE_LOCATION_REMOVED: ['DIRECTIVE_LOCATION_REMOVED'],
};

const dangerous: Readonly<Record<DangerousChangeType, readonly ChangeCode[]>> = {
  VALUE_ADDED_TO_ENUM: ['VALUE_ADDED_TO_ENUM'],
  TYPE_ADDED_TO_UNION: ['TYPE_ADDED_TO_UNION'],
  OPTIONAL_INPUT_FIELD_ADDED: ['OPTIONAL_FIELD_ADDED_TO_INPUT_OBJECT'],
  OPTIONAL_ARG_ADDED: ['OPTIONAL_ARG_ADDED'],
  IMPLEMENTED_INTERFACE_ADDED: ['TYPE_ADDED_TO_INTERFACE', 'TYPE_ADDED'],
  ARG_DEFAULT_VALUE_CHANGE: ['ARG_DEFAULT_VALUE_CHANGE'],
};

/** What graphql-js minds and we call safe: clients need not know of them. */
const safe: ReadonlySet<ChangeCode> = new Set<ChangeCode>([
  'OPTIONAL_FIELD_ADDED_TO_INPUT_OBJECT',
  'OPTIONAL_ARG_ADDED',
  'TYPE_ADDED',
]);

describe('held against graphql-js', () => {
  it('calls nothing safe that breaks, but directives that no operation can carry', () => {
    fc.assert(
      fc.property(schemaPairs, ({ from, to }) => {
        const changes = diffSchemas({ from, to });
        for (const { type, description } of findBreakingChanges(build(from), build(to))) {
          // No schema can lose what every schema has.
          if (description.startsWith('Standard scalar')) continue;
          const levels = matching(changes, breaking[type], description).map(({ level }) => level);
          const mayBeSafe = type.startsWith('DIRECTIVE') || type === 'REQUIRED_DIRECTIVE_ARG_ADDED';
          expect([description, levels.length]).not.toEqual([description, 0]);
          if (!mayBeSafe) expect([description, ...levels]).toContain('breaking');
        }
      }),
      runs,
    );
  });

  it('tells of all that is dangerous, and calls safe what a client need not know', () => {
    fc.assert(
      fc.property(schemaPairs, ({ from, to }) => {
        const changes = diffSchemas({ from, to });
        for (const { type, description } of findDangerousChanges(build(from), build(to))) {
          const found = matching(changes, dangerous[type], description);
          expect([description, found.length]).not.toEqual([description, 0]);
          for (const { code, level, coordinate } of found) {
            const isInputOnly = code === 'VALUE_ADDED_TO_ENUM' && !isReturned(build(from), ownerOf(coordinate));
            const isInner = code === 'TYPE_ADDED_TO_INTERFACE' && level === 'safe';
            if (level === 'safe') expect(safe.has(code) || isInputOnly || isInner).toBe(true);
          }
        }
      }),
      runs,
    );
  });
});

function build(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValid: true });
}

/** The changes that a sentence of graphql-js is about: it names all that their coordinates name. */
function matching(changes: readonly Change[], codes: readonly ChangeCode[], description: string): readonly Change[] {
  const words = new Set(description.match(/\w+/g));
  return changes.filter(
    ({ code, coordinate }) => codes.includes(code) && coordinate.match(/\w+/g)?.every((word) => words.has(word)),
  );
}

function isReturned(schema: GraphQLSchema, name: string | null): boolean {
  return Object.values(schema.getTypeMap()).some(
    (type) =>
      (isObjectType(type) || isInterfaceType(type)) &&
      Object.values(type.getFields()).some((field) => String(field.type).replaceAll(/\W/g, '') === name),
  );
}

function coordinatesOf(schema: GraphQLSchema): readonly string[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  );
  return [
    ...schema
      .getDirectives()
      .filter((directive) => !isSpecifiedDirective(directive))
      .map(({ name }) => `@${name}`),
    ...types.flatMap((type) => {
      if (isEnumType(type)) return [type.name, ...type.getValues().map(({ name }) => `${type.name}.${name}`)];
      if (isInputObjectType(type))
        return [type.name, ...Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)];
      if (isUnionType(type) || (!isObjectType(type) && !isInterfaceType(type))) return [type.name];
      const fields = Object.values(type.getFields());
      return [
        type.name,
        ...fields.flatMap(({ name, args }) => [
          `${type.name}.${name}`,
          ...args.map((arg) => `${type.name}.${name}(${arg.name}:)`),
        ]),
      ];
    }),
  ];
}
