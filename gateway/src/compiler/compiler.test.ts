import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createCompiler } from './compiler.ts';

const sdl = readFileSync(new URL('../../../supergraph/supergraph.graphql', import.meta.url), 'utf8');
const compiler = createCompiler(sdl, { limits: { maxTokens: 1_000 } });

describe('the compiler', () => {
  it('reads an operation of the house and makes code of it', () => {
    const key = { text: 'query A($id: ID!) { invoice(id: $id) { id } }' };
    const outcome = compiler.read(key);
    expect(outcome).toMatchObject({ facts: { type: 'query', name: 'A', labels: [] } });
    const { source } = compiler.compile(key, { granted: [], labels: [] });
    expect(() => new Function('rt', source)).not.toThrow();
  });
});
