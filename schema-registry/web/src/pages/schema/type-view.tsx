import { type ReactNode, useEffect } from 'react';
import { Link, useLocation } from 'react-router';
import { Mark } from '../../parts/mark.tsx';
import { pathTo, useRef } from '../../parts/variant-tabs.tsx';
import type { BrowsedType, Member } from '../../schema/browse.ts';
import type { Owners } from '../../schema/owners.ts';
import type { FieldUses } from './uses.ts';

type Shown = {
  readonly type: BrowsedType;
  readonly types: readonly BrowsedType[];
  readonly owners: Owners;
  readonly uses: FieldUses;
};

/** One type whole: what it says, its members with their owners and requests, what it belongs to. */
export function TypeView({ type, types, owners, uses }: Shown): ReactNode {
  const { hash } = useLocation();
  useEffect(() => {
    document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView({ block: 'center' });
  }, [hash]);
  const known = new Set(types.map(({ name }) => name));
  return (
    <section className="sheet" aria-label={type.name}>
      <h1>
        <span className="faint">{type.kind}</span> {type.name}
      </h1>
      <Of owners={owners.get(type.name)} />
      {type.description && <p>{type.description}</p>}
      {type.related.length > 0 && (
        <p className="row">
          <span className="faint">{type.kind === 'union' ? 'is one of' : 'implements'}</span>
          {type.related.map((name) => (
            <Link key={name} to={`?type=${name}`}>
              {name}
            </Link>
          ))}
        </p>
      )}
      {type.members.map((member) => (
        <MemberView key={member.coordinate} member={member} known={known} owners={owners} uses={uses} />
      ))}
    </section>
  );
}

type MemberShown = Omit<Shown, 'type' | 'types'> & { readonly member: Member; readonly known: ReadonlySet<string> };

function MemberView({ member, known, owners, uses }: MemberShown): ReactNode {
  const { graphId, variant } = useRef();
  const used = uses.get(member.coordinate);
  return (
    <div className="field" id={member.coordinate}>
      <div className="row">
        <code>
          <strong>{member.name}</strong>
          {member.args.length > 0 && '('}
          {member.args.map((arg, at) => (
            <span key={arg.coordinate}>
              {at > 0 && ', '}
              {arg.name}: <TypeLink type={arg.type} known={known} />
            </span>
          ))}
          {member.args.length > 0 && ')'}
          {member.type !== undefined && ': '}
          <TypeLink type={member.type} known={known} />
        </code>
        {member.deprecated !== undefined && <Mark word="deprecated" />}
        <Of owners={owners.get(member.coordinate)} />
        {used && (
          <Link to={`${pathTo(graphId, variant, 'usage')}?field=${member.coordinate}`} title={used.clients.join(', ')}>
            {used.requests.toLocaleString('en')} requests in 30 days
          </Link>
        )}
      </div>
      {member.description && <p>{member.description}</p>}
      {member.deprecated !== undefined && <p className="faint">{member.deprecated}</p>}
    </div>
  );
}

function Of({ owners = [] }: { owners: readonly string[] | undefined }): ReactNode {
  return owners.map((owner) => (
    <span key={owner} className="mark" title="the subgraph that resolves it">
      {owner}
    </span>
  ));
}

function TypeLink({ type, known }: { type: string | undefined; known: ReadonlySet<string> }): ReactNode {
  const [, before = '', name = '', after = ''] = /^(\[*)(\w+)(.*)$/.exec(type ?? '') ?? [];
  if (!known.has(name)) return type;
  return (
    <>
      {before}
      <Link to={`?type=${name}`}>{name}</Link>
      {after}
    </>
  );
}
