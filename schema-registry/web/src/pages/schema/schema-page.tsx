import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Answer, Nothing } from '../../parts/answer.tsx';
import { useRef } from '../../parts/variant-tabs.tsx';
import { type BrowsedType, browse, find } from '../../schema/browse.ts';
import { type Owners, ownersIn } from '../../schema/owners.ts';
import { TypeView } from './type-view.tsx';
import { type FieldUses, readUses, type UsesAnswer, usesQuery } from './uses.ts';

const query = `query Schema($graphId: ID!, $variant: String!) {
  graph(id: $graphId) { variant(name: $variant) {
    latestPublication { schema { hash document } }
    latestApprovedLaunch { build { result { ... on BuildSuccess { coreSchema { coreDocument } } } } }
  } }
}`;

type SchemaAnswer = {
  readonly graph: {
    readonly variant: {
      readonly latestPublication: { readonly schema: { readonly hash: string; readonly document: string } } | null;
      readonly latestApprovedLaunch: {
        readonly build: { readonly result: { readonly coreSchema?: { readonly coreDocument: string } } | null } | null;
      } | null;
    } | null;
  } | null;
};

/** The schema that clients see: every type, who resolves it, who uses it. */
export function SchemaPage(): ReactNode {
  const { graphId, variant } = useRef();
  return (
    <Answer<SchemaAnswer> query={query} variables={{ graphId, variant }}>
      {({ graph }) => {
        const of = graph?.variant;
        const sdl = of?.latestPublication?.schema.document;
        if (!of || sdl === undefined)
          return <Nothing>No schema yet: the first launch that succeeds brings one.</Nothing>;
        const supergraph = of.latestApprovedLaunch?.build?.result?.coreSchema?.coreDocument;
        return (
          <Answer<UsesAnswer> query={usesQuery} variables={{ graphId, variant }}>
            {(answer) => <Browser sdl={sdl} supergraph={supergraph} uses={readUses(answer)} />}
          </Answer>
        );
      }}
    </Answer>
  );
}

type Browsed = { readonly sdl: string; readonly supergraph: string | undefined; readonly uses: FieldUses };

function Browser({ sdl, supergraph, uses }: Browsed): ReactNode {
  const types = useMemo(() => browse(sdl), [sdl]);
  const owners = useMemo<Owners>(() => (supergraph === undefined ? new Map() : ownersIn(supergraph)), [supergraph]);
  const [search] = useSearchParams();
  // Not in the address: that changes later than people type.
  const [words, setWords] = useState('');
  const found = useDeferredValue(words);
  const shown = types.find(({ name }) => name === search.get('type')) ?? types[0];
  return (
    <div className="split">
      <section className="sheet" aria-label="Types">
        <input
          type="search"
          placeholder="Find types and fields ( / )"
          aria-label="Find types and fields"
          value={words}
          onChange={({ target }) => setWords(target.value)}
          style={{ width: '100%', marginBottom: '0.5rem' }}
        />
        {found.trim() ? <Found types={types} words={found} /> : <AllTypes types={types} shown={shown?.name} />}
      </section>
      {shown ? (
        <TypeView type={shown} types={types} owners={owners} uses={uses} />
      ) : (
        <Nothing>It has no types.</Nothing>
      )}
    </div>
  );
}

function AllTypes({ types, shown }: { types: readonly BrowsedType[]; shown: string | undefined }): ReactNode {
  return (
    <ul className="list">
      {types.map(({ name, kind }) => (
        <li key={name}>
          <Link to={`?type=${name}`} aria-current={name === shown ? 'page' : undefined}>
            {name} <span className="faint">{kind}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

const most = 100;

function Found({ types, words }: { types: readonly BrowsedType[]; words: string }): ReactNode {
  const hits = useMemo(() => find(types, words, most), [types, words]);
  if (hits.length === 0) return <p className="faint">Nothing has these words.</p>;
  return (
    <ul className="list">
      {hits.map(({ coordinate }) => (
        <li key={coordinate}>
          <Link to={`?type=${coordinate.split('.')[0]}#${coordinate}`}>{coordinate}</Link>
        </li>
      ))}
    </ul>
  );
}
