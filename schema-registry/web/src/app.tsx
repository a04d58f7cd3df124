import type { ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import { SignIn } from './pages/sign-in.tsx';

/** Every address of the page. */
export function App(): ReactNode {
  return (
    <Routes>
      <Route path="*" element={<SignIn />} />
    </Routes>
  );
}
