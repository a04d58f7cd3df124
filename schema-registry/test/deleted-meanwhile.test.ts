import { createPool, createTransaction } from '@fiscal/kit';
import { expect, it } from '@jest/globals';
import { createChangeVariant } from '../src/use-cases/change-variant.ts';
import { createTurns } from '../src/use-cases/turns.ts';
import { publishAll } from './publish.ts';
import { startRegistryHouse } from './registry-house.ts';

it('a publish begins again where another process made a variant of the same name anew meanwhile', async () => {
  const house = await startRegistryHouse();
  const pool = createPool(house.databaseUrl, 'another process');
  try {
    const publish = () => publishAll(house, 'shop@current', [{ name: 'a', sdl: 'type Query { a: Int }' }]);
    await publish();
    const added: string[] = [];
    const change = createChangeVariant(
      createTransaction(pool),
      createTurns(),
      async () => [],
      async (_, __, variant) => {
        added.push(variant.name);
        throw new Error('the state that this was decided on is gone');
      },
      () => new Date(),
    );
    const seen: (Date | undefined)[] = [];
    const caller = { keyId: 'test', name: 'test', grants: [] };
    const { launch } = await change(caller, { graphId: 'shop', variant: 'current' }, async ({ variant }) => {
      seen.push(variant?.createdAt);
      if (seen.length > 1) return undefined;
      await house.ask('mutation { graph(id: "shop") { variant(name: "current") { delete { deleted } } } }');
      await publish();
      const nothing = { compositionVersion: null, git: null, sourceLaunchId: null, build: { errors: [] } };
      return { draft: { kind: 'federated', cause: 'publish', inputs: [], ...nothing }, documents: [] };
    });
    expect({ launch, added, decisions: seen.length }).toEqual({ launch: undefined, added: [], decisions: 2 });
  } finally {
    await pool.end();
    await house.stop();
  }
});
