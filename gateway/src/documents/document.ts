import { Refusal } from '@fiscal/kit';
import type { DocumentFacts, DocumentKey, Variant } from '../compiler/contract.ts';
import type { Executable } from '../execution/executable.ts';

/** A valid document's operation, and its code for each variant that was asked for. */
export type Document = {
  readonly key: DocumentKey;
  readonly facts: DocumentFacts;
  /** A promise only when the variant is not compiled yet. Errors: those of `RemoteCompiler.compile`. */
  prepare(variant: Variant): Executable | Promise<Executable>;
  /** The variants that are compiled, the latest used last. */
  variants(): readonly Variant[];
  /** About what its code takes of the memory. */
  bytes(): number;
};

type Entry = { readonly variant: Variant; readonly executable: Executable | undefined; readonly refusal?: Refusal };

const maxVariants = 64;
/** What V8 makes of a character of source: the text, its code, and the functions. Measured: 2.7, before it is optimised. */
const bytesPerCharacter = 4;

/**
 * Makes a document without any code yet. A variant is compiled once however many ask for it at once. Beyond 64 variants
 * or `maxBytes` the one that was not used for longest is forgotten. `onGrown` is told when there is more code.
 */
export function createDocument(
  key: DocumentKey,
  facts: DocumentFacts,
  compile: (key: DocumentKey, variant: Variant) => Promise<Executable>,
  maxBytes: number,
  onGrown: () => void,
): Document {
  const entries = new Map<string, Entry>();
  const pending = new Map<string, Promise<Executable>>();
  let held = 0;
  const keep = (name: string, entry: Entry) => {
    entries.set(name, entry);
    held += bytesOf(entry);
    for (const [oldest, old] of entries) {
      if (entries.size === 1 || (entries.size <= maxVariants && held <= maxBytes)) break;
      entries.delete(oldest);
      held -= bytesOf(old);
    }
    onGrown();
  };
  const begin = async (name: string, variant: Variant) => {
    try {
      const executable = await compile(key, variant);
      keep(name, { variant, executable });
      return executable;
    } catch (error) {
      if (isLasting(error)) keep(name, { variant, executable: undefined, refusal: error });
      throw error;
    } finally {
      pending.delete(name);
    }
  };
  return {
    key,
    facts,
    prepare(variant) {
      const name = nameOf(variant);
      const known = entries.get(name);
      if (!known) {
        // What is given may be more than a variant, which nobody else is to keep.
        const { granted, labels } = variant;
        const begun = pending.get(name) ?? begin(name, { granted, labels });
        pending.set(name, begun);
        return begun;
      }
      if (entries.size > 1) {
        entries.delete(name);
        entries.set(name, known);
      }
      return known.executable ?? Promise.reject(known.refusal);
    },
    variants: () => [...entries.values()].filter(({ executable }) => executable).map(({ variant }) => variant),
    bytes: () => held,
  };
}

/** Nearly every operation has one variant only: no rules, no overrides. */
function nameOf({ granted, labels }: Variant): string {
  if (granted.length === 0 && labels.length === 0) return '';
  return `${granted.map((each) => (each ? '1' : '0')).join('')} ${labels.toSorted().join(' ')}`;
}

/** Whether the same would come of it at any time: what is away now is not. */
function isLasting(error: unknown): error is Refusal {
  return error instanceof Refusal && error.kind !== 'unavailable';
}

function bytesOf({ executable }: Entry): number {
  return (executable?.source.length ?? 0) * bytesPerCharacter;
}
