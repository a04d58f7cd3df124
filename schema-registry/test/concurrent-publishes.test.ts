import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { publishAll, readServed } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

const names = ['a', 'b', 'c', 'd', 'e'];
const fields = ['one', 'two', 'three'];
const sdlOf = (name: string, field: string) => `type Query { ${name}_${field}: Int }`;

const publishes = fc.array(
  fc.record({ name: fc.constantFrom(...names), field: fc.constantFrom(...fields), at: fc.constantFrom(0, 1) }),
  { minLength: 2, maxLength: 14 },
);

let houses: readonly RegistryHouse[];
beforeAll(async () => {
  const first = await startRegistryHouse();
  // Another process of the same registry, as far as the database can tell.
  const second = await startRegistryHouse({ REGISTRY_DATABASE_URL: first.databaseUrl });
  houses = [first, second];
});
afterAll(async () => {
  for (const house of houses.toReversed()) await house.stop();
});

describe('publishes of one variant at the same time, to two registries', () => {
  it('come one after the other: launches are numbered without a gap, and nothing that was taken is lost', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(publishes, async (all) => {
        const graph = `graph${run++}`;
        const answers = await Promise.all(
          all.map(async ({ name, field, at }) => {
            const house = houses[at] ?? houses[0];
            if (!house) throw new Error('there is a house');
            const { launch, errors } = await publishAll(house, `${graph}@current`, [{ name, sdl: sdlOf(name, field) }]);
            expect(errors).toBeUndefined();
            return { name, field, number: launch?.number };
          }),
        );
        const [house] = houses;
        const served = house && (await readServed(house, graph));
        const made = answers.flatMap(({ number }) => number ?? []).sort((one, other) => one - other);
        expect(made).toEqual(made.map((_, index) => index + 1));
        expect(served?.currentLaunch?.number).toBe(made.length);
        for (const name of new Set(all.map((each) => each.name))) {
          const last = answers
            .filter((each) => each.name === name && each.number !== undefined)
            .sort((one, other) => (other.number ?? 0) - (one.number ?? 0))[0];
          const now = served?.subgraphs?.find((subgraph) => subgraph.name === name)?.activePartialSchema.sdl;
          expect(now).toBe(sdlOf(name, last?.field ?? ''));
          expect(served?.currentLaunch?.apiSchema).toContain(`${name}_${last?.field}: Int`);
        }
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  it('leave every contract of the variant in step with it, whenever it was made', async () => {
    const [first, second] = houses;
    if (!first || !second) throw new Error('there are two houses');
    const sdl = (
      field: string,
    ) => `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@tag"])
      type Query { ${field}: Int @tag(name: "public") }`;
    await publishAll(first, 'stepping@current', [{ name: 'a', sdl: sdl('first') }]);
    const contract = (house: RegistryHouse, name: string) =>
      house.ask(
        `mutation ($name: String!) { graph(id: "stepping") { upsertContractVariant(contractVariantName: $name,
           sourceVariant: "current", initiateLaunch: true, filterConfig: { include: ["public"], exclude: [] }) { __typename } } }`,
        { name },
      );
    const numbers = [1, 2, 3, 4, 5, 6];
    const answers = await Promise.all([
      ...numbers.map((number) =>
        publishAll(number % 2 ? first : second, 'stepping@current', [{ name: 'a', sdl: sdl(`f${number}`) }]),
      ),
      ...numbers.map((number) => contract(number % 2 ? second : first, `contract${number}`)),
    ]);
    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
    const source = await readServed(first, 'stepping');
    expect(source?.currentLaunch?.number).toBe(7);
    for (const number of numbers) {
      const served = await readServed(first, 'stepping', `contract${number}`);
      expect(served?.currentLaunch?.source?.id).toBe(source?.currentLaunch?.id);
    }
  });
});
