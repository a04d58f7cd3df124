/** Where documents' bytes are kept, by name. What is under a name never changes, so putting it again changes nothing. */
export type BlobStore = {
  /** Stores the bytes unless the name is taken; once it returns, a crash does not lose them. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  get(name: string): Promise<Buffer | undefined>;
  /** Removes what is there, if anything. */
  delete(name: string): Promise<void>;
  /** Rejects while the store cannot be used. */
  ready(): Promise<void>;
};

const namePattern = /^[0-9A-Za-z_-]{1,128}(\/[0-9A-Za-z_-]{1,128}){0,3}$/;

/** The name of an organisation's document: its checksum, under the organisation, so that none can be reached by another's. */
export function blobName(tenantId: string, checksum: string): string {
  return `${tenantId}/${checksum}`;
}

/** Throws unless the name is made of plain parts: names become paths and keys. */
export function checkBlobName(name: string): void {
  if (!namePattern.test(name)) throw new Error('a blob name is made of letters, digits, _ and -, in up to four parts');
}
