/** A rule that a document breaks. Codes are contract; they are listed in the subgraph's README. */
export type Finding = {
  readonly code: string;
  /** For people; may change. */
  readonly message: string;
  /** Where in the document, as an XPath with the usual prefixes (`cfdi`, `tfd`), or null when it is about the whole. */
  readonly path: string | null;
};

/** A document that breaks one rule in every line should not become a database of its own. */
export const maxFindings = 100;

const maxQuoted = 60;

/** Quotes what a document says, cut to 60 characters: messages travel in events and e-mails. */
export function quote(value: string): string {
  return `«${value.length > maxQuoted ? `${value.slice(0, maxQuoted)}…` : value}»`;
}
