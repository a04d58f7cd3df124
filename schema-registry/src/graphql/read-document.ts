import { createBoundedCache, log, Refusal } from '@fiscal/kit';
import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { dropUnknownFields } from './drop-unknown-fields.ts';
import { limitDocument } from './limit-document.ts';

/** Who sent a document, as it says of itself. */
export type Client = { readonly name: string; readonly version: string };

/**
 * Reads the text of a document: parsed, found valid, and within the limits.
 * @throws GraphQLError `GRAPHQL_PARSE_FAILED`; Refusal `DOCUMENT_TOO_LARGE`; DocumentFaults when it does not fit the contract.
 */
export type ReadDocument = (text: string, client: Client) => DocumentNode;

/** Everything that keeps a document from being valid. */
export class DocumentFaults extends Error {
  readonly faults: readonly GraphQLError[];

  constructor(faults: readonly GraphQLError[]) {
    super('the document does not fit the contract');
    this.faults = faults;
  }
}

const mostKept = 500;
const maxTokens = 3_000;
/** Comments are no tokens to the parser, and yet it keeps each. */
const longest = 100_000;
/** Rover's longest has 1,500 characters; what is longer is nobody's who comes again. */
const longestKept = 8_000;
const mostFaultsLogged = 10;
const longestLogged = 200;
const rover = 'rover-client';
const keptMs = 24 * 60 * 60_000;

/** Makes what documents are read with; those that are good and short are kept. Of rover's, what we do not know is dropped. */
export function createReadDocument(schema: GraphQLSchema, now: () => number): ReadDocument {
  const kept = createBoundedCache<DocumentNode>(mostKept, now);
  return (text, client) => {
    if (text.length > longest) {
      throw new Refusal('limited', 'DOCUMENT_TOO_LARGE', `a document has at most ${longest} characters`);
    }
    const isRover = client.name === rover;
    const key = `${isRover} ${text}`;
    const known = kept.get(key);
    if (known) return known;
    const parsed = parse(text, { maxTokens });
    const document = isRover ? fit(schema, parsed, client) : parsed;
    const faults = validate(schema, document);
    if (faults.length > 0) {
      log.warn({ client, faults: logged(faults) }, 'a document does not fit the contract');
      throw new DocumentFaults(faults);
    }
    limitDocument(document);
    if (text.length <= longestKept) kept.set(key, document, now() + keptMs);
    return document;
  };
}

/** What is wrong with a document repeats it, and what it holds is not for the log. */
function logged(faults: readonly GraphQLError[]): readonly string[] {
  return faults.slice(0, mostFaultsLogged).map(({ message }) => message.slice(0, longestLogged));
}

function fit(schema: GraphQLSchema, parsed: DocumentNode, client: Client): DocumentNode {
  const { document, dropped } = dropUnknownFields(schema, parsed);
  if (dropped.length > 0) log.warn({ client, dropped }, 'rover asks for what the contract lacks');
  return document;
}
