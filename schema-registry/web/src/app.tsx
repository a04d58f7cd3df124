import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Navigate, Route, Routes, useParams } from 'react-router';
import { ask } from './api/ask.ts';
import { CheckPage } from './pages/checks/check-page.tsx';
import { ChecksPage } from './pages/checks/checks-page.tsx';
import { GraphsPage } from './pages/graphs-page.tsx';
import { KeysPage } from './pages/keys/keys-page.tsx';
import { LaunchPage } from './pages/launches/launch-page.tsx';
import { LaunchesPage } from './pages/launches/launches-page.tsx';
import { OverviewPage } from './pages/overview-page.tsx';
import { RoutersPage } from './pages/routers-page.tsx';
import { SchemaPage } from './pages/schema/schema-page.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { UsagePage } from './pages/usage-page.tsx';
import { Refused } from './parts/answer.tsx';
import { Layout } from './parts/layout.tsx';
import { pathTo, VariantTabs } from './parts/variant-tabs.tsx';

const who = '{ me { id } }';

/** Every address of the page; to who is not signed in, the sign-in. */
export function App(): ReactNode {
  const { data, error } = useQuery({ queryKey: [who], queryFn: () => ask<{ me: object | null }>(who), retry: false });
  if (error) return <Refused error={error} />;
  if (!data) return null;
  if (!data.me) return <SignIn />;
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<GraphsPage />} />
        <Route path="keys" element={<KeysPage />} />
        <Route path="graph/:graphId" element={<OneGraph />} />
        {/* Where rover leads to. */}
        <Route path="graph/:graphId/service-list" element={<ToCurrent />} />
        <Route path="graph/:graphId/variant/:variant" element={<VariantTabs />}>
          <Route index element={<OverviewPage />} />
          <Route path="schema" element={<SchemaPage />} />
          <Route path="launches" element={<LaunchesPage />} />
          <Route path="launches/:launchId" element={<LaunchPage />} />
          <Route path="checks" element={<ChecksPage />} />
          <Route path="checks/:checkId" element={<CheckPage />} />
          <Route path="usage" element={<UsagePage />} />
          <Route path="routers" element={<RoutersPage />} />
        </Route>
        <Route path="*" element={<p>There is no such page.</p>} />
      </Route>
    </Routes>
  );
}

function OneGraph(): ReactNode {
  const { graphId } = useParams();
  return <GraphsPage only={graphId} />;
}

function ToCurrent(): ReactNode {
  const { graphId = '' } = useParams();
  return <Navigate replace to={pathTo(graphId, 'current')} />;
}
