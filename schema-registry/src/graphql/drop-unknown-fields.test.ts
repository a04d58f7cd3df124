import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, print } from 'graphql';
import { dropUnknownFields } from './drop-unknown-fields.ts';

const schema = buildSchema(`
  type Query { shop(id: ID): Shop any: Any }
  type Mutation { sell: Shop }
  type Shop { id: ID name(first: Int): String }
  type Other { id: ID }
  union Any = Shop | Other
`);
const fit = (text: string) => {
  const { document, dropped } = dropUnknownFields(schema, parse(text));
  return { text: print(document).replaceAll(/\s+/g, ' '), dropped };
};

describe('what a newer client asks for', () => {
  it('is left as it is where all of it is known', () => {
    const text = 'query A($id: ID) { shop(id: $id) { id ...B } } fragment B on Shop { name }';
    expect(fit(text)).toEqual({ text, dropped: [] });
  });

  it('loses fields that are not known, with the variables that only they use', () => {
    expect(fit('query A($id: ID, $to: When!) { shop(id: $id) { id later(by: $to) { at } alias: soon } }')).toEqual({
      text: 'query A($id: ID) { shop(id: $id) { id } }',
      dropped: ['Shop.later', 'Shop.soon'],
    });
  });

  it('loses fragments on types that are not known, with what only they spread', () => {
    const text = `query A { any { ... on Shop { id } ... on New { id } ...OfNew } }
      fragment OfNew on New { ...Deep } fragment Deep on Shop { id }`;
    expect(fit(text)).toEqual({
      text: 'query A { any { ... on Shop { id } } }',
      dropped: ['... on New', '...OfNew'],
    });
  });

  it('asks for the type where nothing else is left', () => {
    expect(fit('{ shop { later { at } } }').text).toBe('{ shop { __typename } }');
  });

  it('keeps what an operation begins with, and arguments: without them something else would be done', () => {
    expect(fit('mutation { sellAll { id } }')).toMatchObject({ dropped: [] });
    expect(fit('{ shop { name(last: 1) } }')).toMatchObject({ dropped: [] });
  });

  it('is answered for each of several operations', () => {
    expect(
      fit('query A($n: Int) { shop { name(first: $n) } } query B($n: Int) { shop { id later(n: $n) } }').text,
    ).toBe('query A($n: Int) { shop { name(first: $n) } } query B { shop { id } }');
  });
});
