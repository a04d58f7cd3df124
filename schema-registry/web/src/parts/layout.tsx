import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { Link, Outlet } from 'react-router';
import { send } from '../api/ask.ts';
import { ThemeSwitch } from './theme-switch.tsx';

/** What is around every page: the way home, the search, the colours, the way out. */
export function Layout(): ReactNode {
  const queries = useQueryClient();
  useFindKey();
  const signOut = async () => {
    await send('/api/session', 'DELETE');
    queries.clear();
    await queries.invalidateQueries();
    location.assign('/');
  };
  return (
    <>
      <header className="bar">
        <Link to="/">
          <strong>Schema registry</strong>
        </Link>
        <Link to="/keys">Keys</Link>
        <span className="push faint keys">
          <kbd>/</kbd> finds
        </span>
        <ThemeSwitch />
        <button type="button" onClick={signOut}>
          Sign out
        </button>
      </header>
      <main className="body">
        <Outlet />
      </main>
    </>
  );
}

/** `/` leads to the search of the page, where there is one, as long as nothing is being typed. */
function useFindKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select');
      const search = document.querySelector<HTMLInputElement>('input[type="search"]');
      if (event.key !== '/' || isTyping || !search) return;
      event.preventDefault();
      search.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
