import { log } from '@fiscal/kit';
import type { GraphQLFormattedError } from 'graphql';
import { clientName } from '../compiler/document/response-names.ts';
import { publicCode } from './errors.ts';
import type { Fault, Faults } from './executable.ts';
import { createFaultTree } from './fault-tree.ts';

/** Errors told to a client; those beyond are counted in the last one's `extensions.furtherErrors`. */
const maxTold = 100;

/** Places known of, so that a null is not told twice; beyond them every null counts as told. */
const maxPlaces = 2_000;

/** Faults that one operation may write into the log. */
const maxLogged = 5;

/** Collects the faults of one run, in the order they come. */
export type FaultLog = Faults & {
  /** Makes them fit for clients: paths in the client's names, nothing in a message or code that is not theirs to know. */
  toErrors(): readonly GraphQLFormattedError[];
};

/**
 * Makes an empty one. What has no public code goes out as `INTERNAL` with the correlation id, which finds the log line
 * that says what it was; its message stays only when `mask` is false.
 */
export function createFaults(correlationId: string, mask: boolean): FaultLog {
  const told: Fault[] = [];
  let tree: ReturnType<typeof createFaultTree> | undefined;
  let further = 0;
  return {
    escapes: true,
    add(fault) {
      if (told.length < maxTold) told.push(fault);
      else further++;
      tree?.add(fault.path ?? []);
    },
    covers(path) {
      if (told.length === 0) return false;
      // Most runs with faults have one or two and nobody asks; a tree of those beyond the bound would not be complete.
      tree ??= treeOf(told, further);
      return tree.covers(path);
    },
    toErrors() {
      if (told.length === 0) return [];
      logHidden(told, correlationId);
      return told.map((fault, index) => toError(fault, correlationId, mask, index === told.length - 1 ? further : 0));
    },
  };
}

function treeOf(told: readonly Fault[], further: number) {
  const tree = createFaultTree(further > 0 ? 0 : maxPlaces);
  for (const { path } of told) tree.add(path ?? []);
  return tree;
}

function toError(fault: Fault, correlationId: string, mask: boolean, further: number): GraphQLFormattedError {
  const code = publicCode(fault.message, fault.code);
  const shown = code !== undefined || fault.ours === true || !mask;
  return {
    message: shown ? fault.message : 'internal error',
    ...(fault.path && fault.path.length > 0 ? { path: fault.path.map(toClient) } : {}),
    extensions: {
      ...(code ? { code } : { code: 'INTERNAL', correlationId }),
      ...(further > 0 ? { furtherErrors: further } : {}),
    },
  };
}

function toClient(member: string | number): string | number {
  return typeof member === 'string' ? clientName(member) : member;
}

/** One line however much went wrong. */
function logHidden(told: readonly Fault[], correlationId: string): void {
  const hidden = told.filter(({ message, code }) => publicCode(message, code) === undefined);
  if (hidden.length === 0) return;
  const faults = hidden.slice(0, maxLogged).map(({ message, code, path }) => ({ message, code, path }));
  const err = hidden.find(({ cause }) => cause !== undefined)?.cause;
  log.error({ ...(err ? { err } : {}), faults, count: hidden.length, correlationId }, 'parts of an operation failed');
}
