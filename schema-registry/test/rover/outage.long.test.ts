import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createTestDatabase } from '../../../test/backends/postgres.ts';
import { eventually } from '../../../test/eventually.ts';
import { publishAll } from '../publish.ts';
import { ask } from '../registry-house.ts';
import { type RegistryProcess, startRegistryProcess } from '../registry-process.ts';
import { approveCheck, setChecks } from './check-settings.ts';
import { createRover, type Rover } from './commands.ts';
import { type CountingDoor, startCountingDoor } from './counting-door.ts';

jest.setTimeout(180_000);

const ref = 'shop@current';
const users = 'type Query { me: String old: String }';
const polls = 'SubgraphCheckWorkflowStatusQuery';
const check = `subgraph check ${ref} --name users --schema -`;

describe('while the registry is down, rover', () => {
  let database: { url: string; drop(): Promise<void> };
  let registry: RegistryProcess;
  let rover: Rover;
  let door: CountingDoor;

  beforeAll(async () => {
    database = await createTestDatabase();
    registry = await startRegistryProcess(database.url);
    rover = createRover({ url: registry.url, key: registry.adminKey });
    door = await startCountingDoor(registry.url);
    await publishAll(registry, ref, [{ name: 'users', sdl: users }]);
  });
  afterAll(async () => {
    await door.stop();
    await registry.stop();
    await database.drop();
  });

  it('says that it cannot be reached and ends with 1; what is asked then is served as before once it is back', async () => {
    await registry.kill();
    const { codes, told, json } = await rover.both(`subgraph list ${ref} --client-timeout 1`);
    expect([codes, told]).toEqual([[1, 1], expect.stringContaining('error sending request')]);
    expect(json).toMatchObject({ data: { success: false }, error: { code: 'E028' } });
    // It tries again by itself until its time is over.
    const waiting = Promise.all([
      rover.run(`subgraph list ${ref} --client-timeout 60`),
      rover.json(`${check} --client-timeout 60`, users),
    ]);
    await registry.start();
    const [list, checked] = await waiting;
    expect([list.code, list.told]).toEqual([0, expect.stringContaining('users')]);
    expect(checked).toMatchObject({ code: 0, data: { success: true } });
  });

  it('goes on polling for a check, which the registry does not forget', async () => {
    const patient = createRover({ url: door.url, key: registry.adminKey });
    const house = {
      ask: (query: string, variables = {}) => ask(registry.url, query, variables, { key: registry.adminKey }),
    };
    await setChecks(house, 'shop', { waitForApprovalSeconds: 120 });
    const waiting = patient.run(check, 'type Query { me: String }');
    await eventually(() => expect(door.count(polls)).toBeGreaterThan(0));
    await registry.kill();
    await registry.start();
    const { data } = await house.ask('{ graph(id: "shop") { variant(name: "current") { checks(first: 1) { id } } } }');
    // As the query says.
    const { checks } = (data as { graph: { variant: { checks: { id: string }[] } } }).graph.variant;
    const target = { url: registry.url, key: registry.adminKey };
    expect(await approveCheck(target, 'shop', checks[0]?.id ?? '', 'nobody asks for it')).toBe(200);
    const { code, told } = await waiting;
    expect([code, told]).toEqual([0, expect.stringContaining('(approved: nobody asks for it)')]);
  });
});
