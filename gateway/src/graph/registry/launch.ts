/** What the registry has routers run: a supergraph, and who vouches for it. */
export type Launch = {
  readonly id: string;
  readonly supergraphSdl: string;
  /** Detached Ed25519 signature of `signedText`, in base64url; empty where it came without one. */
  readonly signature: string;
};

/**
 * What a signature stands for: this supergraph is that launch of this graph. Neither a reference nor an id has a line
 * break, so no two launches give the same text.
 */
export function signedText(ref: string, { id, supergraphSdl }: Launch): string {
  return `fiscal-launch-1\n${ref}\n${id}\n${supergraphSdl}`;
}
