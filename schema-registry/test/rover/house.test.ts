import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/eventually.ts';
import { type RegistryHouse, startRegistryHouse } from '../registry-house.ts';
import { approveCheck, checkIn, setChecks } from './check-settings.ts';
import { createRover, type Rover } from './commands.ts';
import { type CountingDoor, startCountingDoor } from './counting-door.ts';
import { edit, type HouseSubgraph, readHouse } from './house-schemas.ts';
import { reportTraffic } from './traffic.ts';

// A story: each part goes on where the one before ended.
jest.setTimeout(120_000);

const ref = 'fiscal@current';
const polls = 'SubgraphCheckWorkflowStatusQuery';
const composed = fileURLToPath(new URL('../../../supergraph/supergraph.graphql', import.meta.url));

describe('rover, with the subgraphs of the house', () => {
  let house: RegistryHouse;
  let door: CountingDoor;
  let rover: Rover;
  let subgraphs: readonly HouseSubgraph[];
  const of = (name: string): HouseSubgraph => {
    const found = subgraphs.find((each) => each.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };
  const admin = () => ({ url: house.url, key: house.adminKey });
  const check = `subgraph check ${ref} --name auth --schema -`;
  const withoutMe = () => edit(of('auth').sdl, /^ {2}".*"\n {2}me: .*$/m, '');

  beforeAll(async () => {
    subgraphs = await readHouse();
    house = await startRegistryHouse();
    door = await startCountingDoor(house.url);
    rover = createRover({ url: door.url, key: house.adminKey }, { APOLLO_VCS_BRANCH: 'drop-me' });
  });
  afterAll(async () => {
    await door.stop();
    await house.stop();
  });

  it('publishes them for the first time, one after the other', async () => {
    const first = of('auth');
    const { code, told } = await rover.run(
      `subgraph publish ${ref} --name ${first.name} --routing-url ${first.url} --schema -`,
      first.sdl,
    );
    expect([code, told]).toEqual([0, expect.stringContaining(`A new subgraph called 'auth' was created in '${ref}'`)]);
    expect(told).toContain(`Launch 1 of ${ref} is served`);
    for (const { name, url, sdl } of subgraphs.filter((each) => each !== first)) {
      const { code, data } = await rover.json(
        `subgraph publish ${ref} --name ${name} --routing-url ${url} --allow-invalid-routing-url --schema -`,
        sdl,
      );
      expect({ code, data }).toMatchObject({ code: 0, data: { success: true, subgraph_was_created: true } });
    }
  });

  it('publishes what is unchanged, and nothing comes of it', async () => {
    const { codes, told, json } = await rover.both(`subgraph publish ${ref} --name auth --schema -`, of('auth').sdl);
    expect(codes).toEqual([0, 0]);
    expect(told).toContain('was NOT updated because no changes were detected');
    expect(json.data).toMatchObject({ success: true, subgraph_was_updated: false, supergraph_was_updated: false });
  });

  it('lists and fetches them', async () => {
    const list = await rover.both(`subgraph list ${ref}`);
    expect(list.codes).toEqual([0, 0]);
    const names = subgraphs.map(({ name }) => name).toSorted();
    expect(list.json.data.subgraphs.map(({ name }: { name: string }) => name).toSorted()).toEqual(names);
    for (const { name, url } of subgraphs) expect(list.told).toMatch(new RegExp(`${name}\\s+┆ ${url}`));
    const fetched = await rover.both(`subgraph fetch ${ref} --name invoice`);
    expect(fetched.codes).toEqual([0, 0]);
    expect(fetched.told).toContain(of('invoice').sdl);
    expect(fetched.json.data.sdl.contents).toBe(of('invoice').sdl);
  });

  it('fetches what they compose to, which is what the repository has', async () => {
    const { codes, told, json } = await rover.both(`supergraph fetch ${ref}`);
    expect(codes).toEqual([0, 0]);
    expect(told).toContain('enum join__Graph');
    expect(json.data.sdl.contents.trim()).toBe((await readFile(composed, 'utf8')).trim());
  });

  it('passes a change that is safe, and hears of it at its first poll', async () => {
    const safe = `${of('auth').sdl}\nextend type Query { "More." more: Int }`;
    const { code, told } = await rover.run(check, safe);
    expect([code, told]).toEqual([0, expect.stringContaining('Compared 1 schema changes against 0 operations')]);
    expect(told).toContain('FIELD_ADDED');
    door.take(polls);
    const again = await rover.json(check, safe);
    expect(again).toMatchObject({
      code: 0,
      error: null,
      data: { success: true, tasks: { operations: { task_status: 'PASSED', changes: [{ code: 'FIELD_ADDED' }] } } },
    });
    // It asks again after five seconds, where it has to.
    expect(door.take(polls)).toBe(1);
  });

  it('fails a change that breaks while nobody knows whom, unless the graph is lenient', async () => {
    const strict = await rover.both(check, withoutMe());
    expect(strict.codes).toEqual([1, 1]);
    expect(strict.told).toContain('there is no traffic that could tell whom it breaks');
    await setChecks(house, 'fiscal', { lenient: true });
    expect((await rover.both(check, withoutMe())).codes).toEqual([0, 0]);
    await setChecks(house, 'fiscal', { lenient: false });
  });

  it('fails a change that breaks a client, and names operation and client', async () => {
    const sent = { name: 'Mine', document: 'query Mine{me{id}}', client: 'web', version: '2.1', requests: 31 };
    expect(await reportTraffic(admin(), ref, sent)).toBe(200);
    const { codes, told, json } = await rover.both(check, withoutMe());
    expect(codes).toEqual([1, 1]);
    const description = 'field Query.me was removed: breaks Mine (web 2.1: 31 requests)';
    expect(told.replace(/\s+/g, ' ')).toContain(description);
    expect(told).toContain('error[E043]: The changes in the schema you proposed caused operation checks to fail.');
    expect(json).toMatchObject({
      error: { code: 'E043' },
      data: {
        success: false,
        tasks: {
          operations: { operation_check_count: 1, failure_count: 1, changes: [{ severity: 'FAIL', description }] },
        },
      },
    });
  });

  it('passes the same change of what nobody asks for', async () => {
    const { codes, told } = await rover.both(check, edit(of('auth').sdl, /^ {2}".*"\n {2}organization: .*$/m, ''));
    expect(codes).toEqual([0, 0]);
    expect(told).toContain('FIELD_REMOVED');
  });

  it('publishes only what passes, if it checks first', async () => {
    const publish = `subgraph publish ${ref} --name auth --schema - --check`;
    const { codes, told } = await rover.both(publish, withoutMe());
    expect([codes, told]).toEqual([[1, 1], expect.stringContaining('no changes were published')]);
    expect((await rover.both(publish, of('auth').sdl)).codes).toEqual([0, 0]);
  });

  it('passes it once it is approved, while it waits: the same poll turns green', async () => {
    await setChecks(house, 'fiscal', { waitForApprovalSeconds: 60 });
    door.take(polls);
    const waiting = rover.run(check, withoutMe());
    await eventually(() => expect(door.count(polls)).toBeGreaterThan(0));
    const { data } = await house.ask(
      '{ graph(id: "fiscal") { variant(name: "current") { checks(first: 1) { id status branch } } } }',
    );
    // As the query says.
    const { checks } = (data as { graph: { variant: { checks: { id: string; status: string }[] } } }).graph.variant;
    expect(checks).toEqual([{ id: expect.anything(), status: 'PENDING', branch: 'drop-me' }]);
    expect(await approveCheck(admin(), 'fiscal', checks[0]?.id ?? '', 'web 2 is gone')).toBe(200);
    const { code, told } = await waiting;
    expect([code, told]).toEqual([0, expect.stringContaining('(approved: web 2 is gone)')]);
    expect(door.take(polls)).toBe(2);
    await setChecks(house, 'fiscal', { waitForApprovalSeconds: 0 });
  });

  it('passes it from then on, on that branch and no other', async () => {
    const { codes, told, json } = await rover.both(check, withoutMe());
    expect([codes, told]).toEqual([[0, 0], expect.stringContaining('(approved: web 2 is gone)')]);
    expect(json.data.tasks.operations.failure_count).toBe(0);
    const other = createRover({ url: door.url, key: house.adminKey }, { APOLLO_VCS_BRANCH: 'main' });
    expect((await other.run(check, withoutMe())).code).toBe(1);
  });

  it('does not wait with --background, and says where to look', async () => {
    door.take(polls);
    const { codes, told, json } = await rover.both(`${check} --background`, of('auth').sdl);
    expect(codes).toEqual([0, 0]);
    expect(checkIn(told)).toHaveLength(36);
    expect(json.data).toMatchObject({ success: true, workflow_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(door.take(polls)).toBe(0);
  });

  it('records what does not compose, warns, and goes on serving what was', async () => {
    const broken = `${of('notification').sdl}\nextend type Mutation { logout: Int! }`;
    const publish = `subgraph publish ${ref} --name notification --schema -`;
    const { code, told } = await rover.run(publish, broken);
    expect(code).toBe(0);
    expect(told).toContain('failed: what is served stays as it was');
    expect(told).toContain("The supergraph schema for 'fiscal@current' was NOT updated");
    expect(told).toContain('INVALID_FIELD_SHARING');
    const served = await rover.json(`supergraph fetch ${ref}`);
    expect(served.data.sdl.contents.trim()).toBe((await readFile(composed, 'utf8')).trim());
    const healed = await rover.json(publish, of('notification').sdl);
    expect(healed).toMatchObject({ code: 0, data: { success: true, subgraph_was_updated: true } });
  });

  it('is refused what does not compose where that is set, and ends with 1', async () => {
    const { errors } = await house.ask(
      'mutation { graph(id: "fiscal") { variant(name: "current") { refuseBroken(refuses: true) { name } } } }',
    );
    expect(errors).toBeUndefined();
    const broken = `${of('notification').sdl}\nextend type Mutation { logout: Int! }`;
    const { codes, told, json } = await rover.both(`subgraph publish ${ref} --name notification --schema -`, broken);
    expect(codes).toEqual([1, 1]);
    expect(told).toContain('nothing was published, for it does not compose:\nFIELD_TYPE_MISMATCH: ');
    expect(json).toMatchObject({ data: { success: false }, error: { message: expect.stringContaining('logout') } });
    expect((await rover.json(`subgraph fetch ${ref} --name notification`)).data.sdl.contents).toBe(
      of('notification').sdl,
    );
  });

  it('tries a deletion, which changes nothing, and then deletes', async () => {
    const names = async () => {
      const { data } = await rover.json(`subgraph list ${ref}`);
      return data.subgraphs.map(({ name }: { name: string }) => name);
    };
    const before = await names();
    const tried = await rover.both(`subgraph delete ${ref} --name auth`, 'n\n');
    expect([tried.codes, tried.told]).toEqual([[0, 0], expect.stringContaining('Delete cancelled by user')]);
    expect(await names()).toEqual(before);
    const needed = await rover.both(`subgraph delete ${ref} --name invoice`, 'n\n');
    expect(needed.told).toContain('would result in the following build errors');
    expect(needed.told).toContain('SATISFIABILITY_ERROR');
    expect(await names()).toEqual(before);
    const { code, told } = await rover.run(`subgraph delete ${ref} --name notification --confirm`);
    expect([code, told]).toEqual([0, expect.stringContaining("The 'notification' subgraph was removed")]);
    const { name, url, sdl } = of('notification');
    const publish = `subgraph publish ${ref} --name ${name} --routing-url ${url} --schema -`;
    expect(await names()).not.toContain(name);
    expect(await rover.json(publish, sdl)).toMatchObject({ code: 0, data: { subgraph_was_created: true } });
    const deleted = await rover.json(`subgraph delete ${ref} --name ${name} --confirm`);
    expect(deleted).toMatchObject({ code: 0, data: { success: true } });
    expect(await rover.run(publish, sdl)).toMatchObject({ code: 0 });
  });
});
