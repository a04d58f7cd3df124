import { describe, expect, it } from '@jest/globals';
import { printSchema } from 'graphql';
import { compose, linkFederation } from '../../../test/compose.ts';
import { nameInSchema } from './links.ts';
import { loadSupergraph } from './load-supergraph.ts';

const types = 'type Query { open: Int secret: Int @lock hidden: Int @inaccessible }';
const guarded = compose({
  a: `${linkFederation('{ name: "@authenticated", as: "@lock" }', '@inaccessible')} ${types}`,
});

describe('loading a supergraph', () => {
  it('shows clients nothing that is inaccessible', () => {
    expect(printSchema(loadSupergraph(guarded).schema)).toContain('open: Int');
    expect(printSchema(loadSupergraph(guarded).schema)).not.toContain('hidden');
  });

  it('finds directives by the names they were imported under', () => {
    const { supergraph } = loadSupergraph(guarded);
    expect(nameInSchema(supergraph, 'authenticated', 'authenticated')).toBe('lock');
    expect(nameInSchema(supergraph, 'join', 'field')).toBe('join__field');
    expect(nameInSchema(supergraph, 'policy', 'policy')).toBeUndefined();
  });

  it('finds directives by the prefix of a feature that was renamed', () => {
    const renamed = guarded
      .replace('@link(url: "https://specs.apollo.dev/inaccessible/v0.2"', '$& as: "gone"')
      .replaceAll('@inaccessible', '@gone');
    const { supergraph, schema } = loadSupergraph(renamed);
    expect(nameInSchema(supergraph, 'inaccessible', 'inaccessible')).toBe('gone');
    expect(printSchema(schema)).not.toContain('hidden');
  });

  it.each(['SECURITY', 'EXECUTION'])('refuses a feature for %s that nobody enforces', (purpose) => {
    const url = 'https://example.com/encrypted/v1.0';
    const foreign = guarded.replace('schema\n', `schema @link(url: "${url}", for: ${purpose})\n`);
    expect(() => loadSupergraph(foreign)).toThrow(`does not enforce: ${url} (for: ${purpose})`);
  });

  it('refuses a version of a feature that it does not know', () => {
    const newer = guarded.replace('authenticated/v0.1', 'authenticated/v0.9');
    expect(() => loadSupergraph(newer)).toThrow('authenticated/v0.9 (for: SECURITY)');
  });

  it('takes a feature that asks for nothing at run time', () => {
    const harmless = guarded.replace('schema\n', 'schema @link(url: "https://example.com/notes/v1.0")\n');
    expect(loadSupergraph(harmless).subgraphs).toEqual([{ name: 'a', url: 'http://a' }]);
  });

  it('gives the schema of a subgraph that is not asked by HTTP', () => {
    const [entry] = loadSupergraph(guarded.replace('http://a', 'kafka:events')).subgraphs;
    expect(entry).toMatchObject({ url: 'kafka:events', sdl: expect.stringContaining('secret: Int') });
  });
});
