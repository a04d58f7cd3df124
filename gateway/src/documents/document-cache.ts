import type { DocumentFault, DocumentKey, Variant } from '../compiler/contract.ts';
import type { Executable } from '../execution/executable.ts';
import { createBoundedCache } from './bounded-cache.ts';
import type { RemoteCompiler } from './compiler-pool.ts';
import { createDocument, type Document } from './document.ts';

/** A document that cannot be run. */
export type Faulty = { readonly faults: readonly DocumentFault[] };

/** The documents of one graph. */
export type Documents = {
  /** A promise only when the document is not known yet. Errors: those of `RemoteCompiler.read`. */
  find(text: string, operationName: string | undefined): Document | Faulty | Promise<Document | Faulty>;
  /** The valid ones, the latest used first. */
  recent(): readonly Document[];
};

const maxTexts = 10_000;
const maxBytes = 128 * 1024 * 1024;
const maxFaulty = 1_000;
const maxFaultyBytes = 8 * 1024 * 1024;
const maxDocumentBytes = maxBytes / 16;
const bytesPerFault = 512;

/** The operations of one text, by their names; undefined for the only one. */
type Operations = Map<string | undefined, Document>;

/**
 * Makes an empty cache over a compiler. A document is read once however many ask for it at once. Documents with faults
 * are kept apart, so that garbage pushes out no good one. What the compiler could not do now is not kept.
 */
export function createDocuments(
  compiler: Pick<RemoteCompiler, 'read'>,
  compile: (key: DocumentKey, variant: Variant) => Promise<Executable>,
): Documents {
  const texts = createBoundedCache<Operations>(maxTexts, maxBytes);
  const faulty = createBoundedCache<Faulty>(maxFaulty, maxFaultyBytes);
  const pending = new Map<string, Promise<Document | Faulty>>();

  const keep = (document: Document) => {
    const { text, operationName } = document.key;
    const operations: Operations = texts.get(text) ?? new Map();
    operations.set(operationName, document);
    const code = [...operations.values()].reduce((sum, each) => sum + each.bytes(), 0);
    texts.set(text, operations, 2 * text.length + code);
  };
  const read = async (id: string, key: DocumentKey): Promise<Document | Faulty> => {
    try {
      const outcome = await compiler.read(key);
      if ('faults' in outcome) {
        faulty.set(id, outcome, 2 * id.length + bytesPerFault * outcome.faults.length);
        return outcome;
      }
      const document = createDocument(key, outcome.facts, compile, maxDocumentBytes, () => keep(document));
      keep(document);
      return document;
    } finally {
      pending.delete(id);
    }
  };
  return {
    find(text, operationName) {
      const known = texts.get(text)?.get(operationName);
      if (known) return known;
      const id = idOf(text, operationName);
      const given = faulty.get(id) ?? pending.get(id);
      if (given) return given;
      const begun = read(id, { text, operationName });
      pending.set(id, begun);
      return begun;
    },
    recent: () => texts.recent().flatMap((operations) => [...operations.values()]),
  };
}

/** No name and text can look like another name and text. */
function idOf(text: string, operationName: string | undefined): string {
  return operationName === undefined ? `-${text}` : `${operationName.length}:${operationName}${text}`;
}
