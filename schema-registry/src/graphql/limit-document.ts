import { Refusal } from '@fiscal/kit';
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

const maxDepth = 30;
const maxFields = 5_000;

type Size = { readonly depth: number; readonly fields: number };

/**
 * Refuses a document that asks for too much; fragments count wherever they are spread, and must not go in circles.
 * @throws Refusal `DOCUMENT_TOO_LARGE`
 */
export function limitDocument(document: DocumentNode): void {
  const measure = createMeasure(document);
  for (const each of document.definitions) {
    if (each.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, fields } = measure(each.selectionSet);
    if (depth > maxDepth) throw tooLarge(`fields are nested deeper than ${maxDepth}`);
    if (fields > maxFields) throw tooLarge(`there are more than ${maxFields} fields`);
  }
}

function createMeasure(document: DocumentNode): (set: SelectionSetNode) => Size {
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const known = new Map<FragmentDefinitionNode, Size>();
  const measureFragment = (name: string): Size => {
    const fragment = fragments.get(name);
    if (!fragment) return { depth: 0, fields: 0 };
    const size = known.get(fragment) ?? measure(fragment.selectionSet);
    known.set(fragment, size);
    return size;
  };
  const measure = ({ selections }: SelectionSetNode): Size => {
    let depth = 0;
    let fields = 0;
    for (const each of selections) {
      const isField = each.kind === Kind.FIELD;
      const inner =
        each.kind === Kind.FRAGMENT_SPREAD ? measureFragment(each.name.value) : measureSet(each.selectionSet);
      depth = Math.max(depth, inner.depth + (isField ? 1 : 0));
      fields += inner.fields + (isField ? 1 : 0);
    }
    return { depth, fields };
  };
  const measureSet = (set: SelectionSetNode | undefined): Size => (set ? measure(set) : { depth: 0, fields: 0 });
  return measure;
}

function tooLarge(why: string): Refusal {
  return new Refusal('limited', 'DOCUMENT_TOO_LARGE', `the document asks for too much: ${why}`);
}
