import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '../../until.ts';
import { createClient, startTestBroker, type TestBroker } from './clients.ts';
import { connectRaw, type RawConnection } from './raw-connection.ts';

const offsetCommit = 8;
const joinGroup = 11;
const heartbeat = 12;
const leaveGroup = 13;
const syncGroup = 14;

// A member's session is at least six seconds long.
jest.setTimeout(60_000);

let broker: TestBroker;
const open: RawConnection[] = [];

beforeAll(async () => {
  broker = await startTestBroker();
  const admin = createClient(broker.port).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 't', numPartitions: 1 }] });
  await admin.disconnect();
});
afterEach(() => {
  for (const connection of open.splice(0)) connection.end();
});
afterAll(() => broker.remove());

type Joined = {
  readonly errorCode: number;
  readonly generation: number;
  readonly leaderId: string;
  readonly memberId: string;
  readonly members: readonly string[];
};

/** A member by hand: one connection, one request at a time. */
async function createMember(groupId: string) {
  const connection = await connectRaw(broker.port);
  open.push(connection);
  let memberId = '';
  let generation = -1;
  function identify(writer: Parameters<Parameters<RawConnection['send']>[2]>[0]): void {
    writer.string(groupId);
    writer.int32(generation);
    writer.string(memberId);
  }
  async function errorOf(apiKey: number): Promise<number> {
    connection.send(apiKey, 1, identify);
    const { body } = await connection.receive();
    body.int32();
    return body.int16();
  }
  function sendJoin(sessionTimeoutMs = 6000): void {
    connection.send(joinGroup, 2, (writer) => {
      writer.string(groupId);
      writer.int32(sessionTimeoutMs);
      writer.int32(20_000);
      writer.string(memberId);
      writer.string('consumer');
      writer.array(['even'], (name) => {
        writer.string(name);
        writer.bytes(Buffer.from('all'));
      });
    });
  }
  async function joined(): Promise<Joined> {
    const { body } = await connection.receive();
    body.int32();
    const errorCode = body.int16();
    generation = body.int32();
    body.string();
    const leaderId = body.string();
    memberId = body.string();
    const members = body.array((r) => [r.string(), r.bytes()] as const).map(([id]) => id);
    return { errorCode, generation, leaderId, memberId, members };
  }
  return {
    connection,
    sendJoin,
    joined,
    join(sessionTimeoutMs?: number): Promise<Joined> {
      sendJoin(sessionTimeoutMs);
      return joined();
    },
    async sync(members: readonly string[]): Promise<{ readonly errorCode: number; readonly share: string }> {
      connection.send(syncGroup, 1, (writer) => {
        identify(writer);
        writer.array(members, (id) => {
          writer.string(id);
          writer.bytes(Buffer.from(`share of ${id}`));
        });
      });
      const { body } = await connection.receive();
      body.int32();
      return { errorCode: body.int16(), share: body.bytes().toString() };
    },
    heartbeat: () => errorOf(heartbeat),
    async leave(): Promise<number> {
      connection.send(leaveGroup, 1, (writer) => {
        writer.string(groupId);
        writer.string(memberId);
      });
      const { body } = await connection.receive();
      body.int32();
      return body.int16();
    },
    async commit(offset: number, asGeneration = generation): Promise<number | undefined> {
      connection.send(offsetCommit, 2, (writer) => {
        writer.string(groupId);
        writer.int32(asGeneration);
        writer.string(memberId);
        writer.int64(-1);
        writer.array(['t'], (topic) => {
          writer.string(topic);
          writer.array([0], (partition) => {
            writer.int32(partition);
            writer.int64(offset);
            writer.nullableString('note');
          });
        });
      });
      const { body } = await connection.receive();
      const [errorCodes] = body.array((topic) => [topic.string(), topic.array((r) => [r.int32(), r.int16()])] as const);
      return errorCodes?.[1][0]?.[1];
    },
  };
}

describe('a group, spoken to by hand,', () => {
  it('goes on without a member that dies, once its session is over', async () => {
    const [alive, dead] = [await createMember('mortal'), await createMember('mortal')];
    const [first, second] = await Promise.all([alive.join(), dead.join()]);
    expect([first.generation, second.generation]).toEqual([1, 1]);
    const leader = [first, second].find(({ members }) => members.length > 0);
    expect(leader?.members.toSorted()).toEqual([first.memberId, second.memberId].toSorted());
    await Promise.all([alive.sync(first.members), dead.sync(second.members)]);
    dead.connection.end();
    await until('the call to join again', 15_000, async () => (await alive.heartbeat()) === 27);
    expect(await alive.join()).toMatchObject({ errorCode: 0, generation: 2, members: [first.memberId] });
  });

  it('does not wait for somebody new who is gone before being let in', async () => {
    const [member, passing] = [await createMember('passing'), await createMember('passing')];
    await member.sync((await member.join()).members);
    passing.sendJoin();
    await until('the call to join again', 15_000, async () => (await member.heartbeat()) === 27);
    passing.connection.end();
    const start = Date.now();
    expect(await member.join()).toMatchObject({ errorCode: 0, generation: 2 });
    expect(Date.now() - start).toBeLessThan(5000);
  });

  it('fences off who is not, or no longer, a member', async () => {
    const [member, stranger] = [await createMember('fenced'), await createMember('fenced')];
    expect(await stranger.commit(1)).toBe(0);
    const { members, generation } = await member.join();
    expect(await member.commit(2)).toBe(27);
    expect(await member.sync(members)).toMatchObject({ errorCode: 0, share: `share of ${members[0]}` });
    expect(await member.commit(2)).toBe(0);
    expect(await member.commit(3, generation + 1)).toBe(22);
    expect(await stranger.commit(4)).toBe(25);
    expect(await member.leave()).toBe(0);
    expect([await member.heartbeat(), await member.commit(5), await member.leave()]).toEqual([25, 25, 25]);
  });

  it('refuses sessions that are too short or too long, and members it never had', async () => {
    const member = await createMember('strict');
    expect(await member.join(5999)).toMatchObject({ errorCode: 26 });
    expect(await member.join(1_800_001)).toMatchObject({ errorCode: 26 });
    const joined = await member.join();
    expect(joined.errorCode).toBe(0);
    await member.leave();
    expect(await member.join()).toMatchObject({ errorCode: 25 });
  });

  it('holds three hundred members', async () => {
    const members = await Promise.all(Array.from({ length: 300 }, () => createMember('large')));
    const standing = new Map<object, Standing>();
    const allStand = () => {
      const generations = [...standing.values()].map(({ generation }) => generation);
      return generations.length === 300 && new Set(generations).size === 1;
    };
    await Promise.all(members.map((member) => stand(member, (now) => standing.set(member, now), allStand)));
    for (const { share, memberId } of standing.values()) expect(share).toBe(`share of ${memberId}`);
  });
});

type Standing = { readonly generation: number; readonly memberId: string; readonly share: string };

/** Does as a consumer does: joins, asks for its share, and beats until it is called again or all is over. */
async function stand(
  member: Awaited<ReturnType<typeof createMember>>,
  onShare: (standing: Standing) => void,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    const { members, generation, memberId } = await member.join();
    const { errorCode, share } = await member.sync(members);
    if (errorCode !== 0) continue;
    onShare({ generation, memberId, share });
    await until('a call or the end', 15_000, async () => isOver() || (await member.heartbeat()) !== 0);
  }
}
