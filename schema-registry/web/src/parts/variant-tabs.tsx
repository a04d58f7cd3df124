import type { ReactNode } from 'react';
import { Link, NavLink, Outlet, useParams } from 'react-router';

const tabs = [
  ['', 'Overview'],
  ['schema', 'Schema'],
  ['launches', 'Launches'],
  ['checks', 'Checks'],
  ['usage', 'Usage'],
  ['routers', 'Routers'],
] as const;

/** What the address says is looked at. */
export function useRef(): { readonly graphId: string; readonly variant: string } {
  const { graphId = '', variant = 'current' } = useParams();
  return { graphId, variant };
}

/** The address of something of a variant; names may hold any character. */
export function pathTo(graphId: string, variant: string, ...rest: readonly (string | number)[]): string {
  return `/graph/${[graphId, 'variant', variant, ...rest].map(encodeURIComponent).join('/')}`;
}

/** What is around every page of a variant. */
export function VariantTabs(): ReactNode {
  const { graphId, variant } = useRef();
  return (
    <>
      <h1>
        <Link to={`/graph/${encodeURIComponent(graphId)}`}>{graphId}</Link>
        <span className="faint">@</span>
        {variant}
      </h1>
      <nav className="tabs" aria-label="Of this variant">
        {tabs.map(([path, name]) => (
          <NavLink key={path} to={pathTo(graphId, variant, ...(path ? [path] : []))} end={path === ''}>
            {name}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
