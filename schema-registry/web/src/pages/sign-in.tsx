import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { send } from '../api/ask.ts';
import { Refused } from '../parts/answer.tsx';

/** Asks for a key, and has it exchanged for a session: the key itself is not kept in the browser. */
export function SignIn(): ReactNode {
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>();
  const signIn = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    try {
      await send('/api/session', 'POST', { key });
      await queries.invalidateQueries();
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <main className="body" style={{ maxWidth: '28rem' }}>
      <form className="sheet" onSubmit={signIn}>
        <h1>Schema registry</h1>
        <label htmlFor="key">Your key</label>
        <p className="row">
          <input id="key" name="key" type="password" autoComplete="current-password" required style={{ flex: 1 }} />
          <button type="submit" className="main">
            Sign in
          </button>
        </p>
        {error !== undefined && <Refused error={error} />}
        <p className="faint">
          Any key of this registry, such as the one rover uses as <code>APOLLO_KEY</code>. You see what it may see.
        </p>
      </form>
    </main>
  );
}
