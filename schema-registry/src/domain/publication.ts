import { Refusal } from '@fiscal/kit/refusal';
import type { SubgraphSource } from './composition/composition.ts';
import { requireFitContracts, type ServiceContracts } from './contracts-of-a-service/contracts.ts';
import { isText } from './storable.ts';

/** A subgraph as it is to be from now on; without a URL it keeps the one it has, without other contracts those. */
export type SubgraphChange = {
  readonly name: string;
  readonly url: string | null;
  readonly sdl: string;
  readonly contracts?: ServiceContracts;
};

/** What is to change at once: subgraphs that come or are replaced, and names of those that go. */
export type Publication = { readonly subgraphs: readonly SubgraphChange[]; readonly remove: readonly string[] };

/** The subgraphs as a publication leaves them, by name, and what it did to which. */
export type Published = {
  readonly sources: readonly SubgraphSource[];
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly removed: readonly string[];
};

const subgraphName = /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/;
const longestUrl = 2_048;

/**
 * Refuses a publication that could be no one's, whatever is published now.
 * @throws Refusal `SDL_TOO_LARGE`, `SDL_NOT_TEXT`, `SUBGRAPH_NAME_INVALID`, `SUBGRAPH_NAMED_TWICE`, `SUBGRAPH_URL_INVALID`, `NOTHING_TO_PUBLISH`,
 * and those of `requireFitContracts`
 */
export function requireFit({ subgraphs, remove }: Publication, maxSdlBytes: number): void {
  const names = [...subgraphs.map(({ name }) => name), ...remove];
  if (names.length === 0) throw new Refusal('invalid', 'NOTHING_TO_PUBLISH', 'no subgraph is given');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Refusal('invalid', 'SUBGRAPH_NAMED_TWICE', `subgraph ${twice} is given twice`);
  for (const { name, url, sdl, contracts } of subgraphs) {
    if (!isSubgraphName(name)) throw invalidName(name);
    if (url !== null && !isFitUrl(url)) throw invalidUrl(name);
    requireFitSdl(sdl, maxSdlBytes, `of subgraph ${name}`);
    if (contracts) requireFitContracts(contracts);
  }
}

/**
 * Refuses a schema that is too large, or that no database could keep.
 * @throws Refusal `SDL_TOO_LARGE`, `SDL_NOT_TEXT`
 */
export function requireFitSdl(sdl: string, maxBytes: number, whose: string): void {
  if (!isText(sdl)) throw new Refusal('invalid', 'SDL_NOT_TEXT', `the schema ${whose} has characters that are no text`);
  const bytes = Buffer.byteLength(sdl);
  if (bytes <= maxBytes) return;
  const message = `the schema ${whose} has ${bytes} bytes, more than the ${maxBytes} that are taken`;
  throw new Refusal('limited', 'SDL_TOO_LARGE', message);
}

/**
 * Applies a publication to the subgraphs that are there.
 * @throws Refusal `SUBGRAPH_NOT_FOUND` when one is to be removed that is not there.
 */
export function publish(current: readonly SubgraphSource[], { subgraphs, remove }: Publication): Published {
  const byName = new Map(current.map((source) => [source.name, source]));
  const created: string[] = [];
  const updated: string[] = [];
  for (const { name, url, sdl } of subgraphs) {
    const before = byName.get(name);
    const after = { name, url: url ?? before?.url ?? '', sdl };
    if (!before) created.push(name);
    else if (before.url !== after.url || before.sdl !== after.sdl) updated.push(name);
    byName.set(name, after);
  }
  for (const name of remove) {
    if (!byName.delete(name)) throw new Refusal('not_found', 'SUBGRAPH_NOT_FOUND', `there is no subgraph ${name}`);
  }
  const sources = [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  return { sources, created, updated, removed: remove };
}

/** Whether a subgraph may have this name. */
export function isSubgraphName(name: string): boolean {
  return subgraphName.test(name);
}

/** An address is on one line and of bounded length; what it may otherwise be, routers know. */
function isFitUrl(url: string): boolean {
  return url.length <= longestUrl && !/[\s\p{C}]/u.test(url);
}

function invalidName(name: string): Refusal {
  const rule = 'a name begins with a letter and has at most 64 letters, digits, _ or -';
  return new Refusal('invalid', 'SUBGRAPH_NAME_INVALID', `${JSON.stringify(name)} names no subgraph: ${rule}`);
}

function invalidUrl(name: string): Refusal {
  return new Refusal('invalid', 'SUBGRAPH_URL_INVALID', `subgraph ${name} cannot have this address`);
}
