import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Writer } from '../protocol/writer.ts';
import { createBatch } from './batches.ts';
import { createClient, startTestBroker, type TestBroker } from './clients.ts';
import { connectRaw, encodeRequest, type RawConnection } from './raw-connection.ts';

const produce = 0;
const fetch = 1;
const metadata = 3;
const apiVersions = 18;

// kafkajs waits for its pending fetches when it stops, and the machine may be busy.
jest.setTimeout(60_000);

let broker: TestBroker;
let raw: RawConnection;

beforeAll(async () => {
  broker = await startTestBroker();
  const admin = createClient(broker.port).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 't', numPartitions: 1 }] });
  await admin.disconnect();
});
beforeEach(async () => {
  raw = await connectRaw(broker.port);
});
afterEach(() => raw.end());
afterAll(() => broker.remove());

function produceBody(records: Buffer, topic = 't', acks = -1): (writer: Writer) => void {
  return (writer) => {
    writer.nullableString(null);
    writer.int16(acks);
    writer.int32(1000);
    writer.array([topic], (name) => {
      writer.string(name);
      writer.array([0], (partition) => {
        writer.int32(partition);
        writer.bytes(records);
      });
    });
  };
}

function fetchBody(offset: number, { maxWaitMs = 0, minBytes = 1, maxBytes = 1 << 20 } = {}): (writer: Writer) => void {
  return (writer) => {
    writer.int32(-1);
    writer.int32(maxWaitMs);
    writer.int32(minBytes);
    writer.int32(maxBytes);
    writer.int8(0);
    writer.array(['t'], (name) => {
      writer.string(name);
      writer.array([0], (partition) => {
        writer.int32(partition);
        writer.int64(offset);
        writer.int32(1 << 20);
      });
    });
  };
}

/** Error code and offset of a produce response about one partition. */
async function produced(): Promise<{ readonly errorCode: number; readonly baseOffset: number }> {
  const { body } = await raw.receive();
  const [partition] = body.array((topic) => {
    topic.string();
    return topic.array((r) => ({
      partition: r.int32(),
      errorCode: r.int16(),
      baseOffset: r.int64(),
      at: r.int64(),
    }))[0];
  });
  if (!partition) throw new Error('a response about no partition');
  return partition;
}

/** Error code and records of a fetch response about one partition. */
async function fetched(): Promise<{ readonly errorCode: number; readonly records: Buffer }> {
  const { body } = await raw.receive();
  body.int32();
  const [partition] = body.array((topic) => {
    topic.string();
    return topic.array((r) => {
      r.int32();
      const errorCode = r.int16();
      r.int64();
      r.int64();
      r.nullableArray((aborted) => aborted.int64());
      return { errorCode, records: r.bytes() };
    })[0];
  });
  if (!partition) throw new Error('a response about no partition');
  return partition;
}

async function append(value: string): Promise<number> {
  raw.send(produce, 3, produceBody(createBatch([{ value }])));
  return (await produced()).baseOffset;
}

describe('the protocol', () => {
  it('answers a version of ApiVersions that is too new with what it speaks, in version 0', async () => {
    raw.send(apiVersions, 3, (writer) => writer.int8(0));
    const { body } = await raw.receive();
    expect(body.int16()).toBe(35);
    const ranges = body.array((r) => [r.int16(), r.int16(), r.int16()]);
    expect(ranges).toContainEqual([apiVersions, 0, 2]);
    expect(ranges).toContainEqual([produce, 3, 3]);
    expect(ranges).toHaveLength(18);
  });

  it('answers in the order of the requests, also when a later one could be answered sooner', async () => {
    const end = await append('x');
    const ids = [
      raw.send(fetch, 4, fetchBody(end + 1, { maxWaitMs: 100 })),
      raw.send(apiVersions, 0, () => undefined),
      raw.send(produce, 3, produceBody(createBatch([{ value: 'y' }]))),
    ];
    const answered = [await raw.receive(), await raw.receive(), await raw.receive()];
    expect(answered.map(({ correlationId }) => correlationId)).toEqual(ids);
  });

  it('lets a fetch wait for the bytes it wants, no longer than it wants', async () => {
    const end = (await append('x')) + 1;
    const other = await connectRaw(broker.port);
    const start = Date.now();
    raw.send(fetch, 4, fetchBody(end, { maxWaitMs: 1_500, minBytes: 1_000_000 }));
    other.send(produce, 3, produceBody(createBatch([{ value: 'too little' }])));
    expect((await fetched()).records.length).toBeGreaterThan(0);
    expect(Date.now() - start).toBeGreaterThanOrEqual(1_495);
    const size = createBatch([{ value: 'half' }]).length;
    raw.send(fetch, 4, fetchBody(end + 1, { maxWaitMs: 10_000, minBytes: size * 2 }));
    other.send(produce, 3, produceBody(createBatch([{ value: 'half' }])));
    other.send(produce, 3, produceBody(createBatch([{ value: 'half' }])));
    expect((await fetched()).records).toHaveLength(size * 2);
    other.end();
  });

  it('gives whole batches up to the limit of the request', async () => {
    const first = await append('same size');
    await append('same size');
    await append('same size');
    const size = createBatch([{ value: 'same size' }]).length;
    for (const [maxBytes, batches] of [
      [1, 1],
      [size * 2, 2],
      [size * 3 - 1, 2],
    ] as const) {
      raw.send(fetch, 4, fetchBody(first, { maxBytes }));
      expect((await fetched()).records).toHaveLength(size * batches);
    }
  });

  it('says that an offset is out of range', async () => {
    for (const offset of [-1, 1_000_000]) {
      raw.send(fetch, 4, fetchBody(offset, { maxWaitMs: 10_000 }));
      expect((await fetched()).errorCode).toBe(1);
    }
  });

  it.each([
    ['whose checksum is wrong', 2, (batch: Buffer) => batch.fill(0x21, batch.length - 2)],
    ['that is shorter than it says', 2, (batch: Buffer) => batch.subarray(0, batch.length - 1)],
    ['that is no batch', 2, () => Buffer.from('x')],
    ['of an older message format', 43, (batch: Buffer) => Buffer.from(batch).fill(1, 16, 17)],
    ['followed by a second one', 87, (batch: Buffer) => Buffer.concat([batch, batch])],
    ['that is transactional', 87, () => createBatch([{ value: 'x' }], { attributes: 0x10 })],
    ['without records', 87, () => createBatch([])],
  ])('refuses a batch %s with error %i', async (_, errorCode, spoil) => {
    raw.send(produce, 3, produceBody(spoil(createBatch([{ value: 'good' }]))));
    expect(await produced()).toMatchObject({ errorCode, baseOffset: -1 });
    expect(await append('the connection still works')).toBeGreaterThanOrEqual(0);
  });

  it('refuses to produce to what does not exist, or with acknowledgements that do not', async () => {
    raw.send(produce, 3, produceBody(createBatch([{ value: 'x' }]), 'nowhere'));
    expect((await produced()).errorCode).toBe(3);
    raw.send(produce, 3, produceBody(createBatch([{ value: 'x' }]), 't', 7));
    expect((await produced()).errorCode).toBe(21);
  });
});

describe('bytes that are no request', () => {
  it.each([
    ['of another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['of a negative length', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['of an api that does not exist', encodeRequest(999, 0, 1, () => undefined)],
    ['of a version that is not spoken', encodeRequest(metadata, 9, 1, () => undefined)],
    ['that end too early', encodeRequest(fetch, 4, 1, (writer) => writer.int32(-1))],
    ['with an impossible array', encodeRequest(metadata, 1, 1, (writer) => writer.int32(2 ** 31 - 1))],
  ])('%s close that connection, with a line in the log, and no other', async (_, bytes) => {
    const other = await connectRaw(broker.port);
    const before = broker.lines.length;
    raw.write(bytes);
    await raw.closed();
    expect(broker.lines.slice(before)).toHaveLength(1);
    other.send(apiVersions, 0, () => undefined);
    expect((await other.receive()).body.int16()).toBe(0);
    other.end();
  });

  it('never harm the broker, whatever they are', async () => {
    const versions: Readonly<Record<number, number>> = {
      0: 3,
      1: 4,
      2: 1,
      3: 4,
      8: 2,
      9: 3,
      10: 1,
      11: 2,
      12: 1,
      13: 1,
      14: 1,
      15: 1,
      16: 1,
      18: 2,
      19: 2,
      20: 1,
      22: 1,
    };
    const apiKey = fc.constantFrom(...Object.keys(versions).map(Number));
    await fc.assert(
      fc.asyncProperty(apiKey, fc.uint8Array({ maxLength: 200 }), async (key, bytes) => {
        const connection = await connectRaw(broker.port);
        const body = encodeRequest(key, versions[key] ?? 0, 1, () => undefined);
        connection.write(Buffer.concat([length(body.length - 4 + bytes.length), body.subarray(4), bytes]));
        await connection.finish();
      }),
      { numRuns: 300 },
    );
    expect(await append('still here')).toBeGreaterThanOrEqual(0);
  });
});

function length(bytes: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(bytes);
  return buffer;
}
