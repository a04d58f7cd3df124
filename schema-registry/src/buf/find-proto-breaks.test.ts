import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createFindProtoBreaks } from './find-proto-breaks.ts';

const deadlineMs = 30_000;
const head = 'syntax = "proto3"; package fiscal.v1;\n';
const before = { 'fiscal/v1/a.proto': `${head}message A { string id = 1; } service S { rpc Get(A) returns (A); }` };
const folder = await mkdtemp(join(tmpdir(), 'buf-test-'));
const findProtoBreaks = createFindProtoBreaks(1, folder);

afterAll(() => rm(folder, { recursive: true }));

async function breaks(text: string) {
  const found = await findProtoBreaks(before, { 'fiscal/v1/a.proto': head + text }, deadlineMs);
  return found.map(({ type }) => type);
}

describe('the .proto files of a service', () => {
  it('may grow', async () => {
    const grown =
      'message A { string id = 1; int32 b = 2; } service S { rpc Get(A) returns (A); rpc Put(A) returns (A); }';
    expect(await breaks(grown)).toEqual([]);
  });

  it('must keep what is on the wire and what is called', async () => {
    const [field, call] = await Promise.all([
      findProtoBreaks(
        before,
        { 'fiscal/v1/a.proto': `${head}message A { int32 id = 1; } service S { rpc Get(A) returns (A); }` },
        deadlineMs,
      ),
      breaks('message A { string id = 1; } service S {}'),
    ]);
    expect(field).toEqual([
      {
        type: 'FIELD_WIRE_JSON_COMPATIBLE_TYPE',
        path: 'fiscal/v1/a.proto',
        line: 2,
        column: 13,
        byteOffset: head.length + 12,
        message: expect.stringContaining('"string" to "int32"'),
      },
    ]);
    expect(call).toEqual(['RPC_NO_DELETE']);
  });

  it('are told where they do not compile, or are all gone', async () => {
    expect(await breaks('message {')).toContain('COMPILE');
    expect(await findProtoBreaks(before, {}, deadlineMs)).toMatchObject([{ type: 'REMOVED' }]);
  });

  it('leave nothing behind, and end at their deadline', async () => {
    await expect(findProtoBreaks(before, { 'a.proto': head }, 1)).rejects.toMatchObject({ code: 'BUF_FAILED' });
    expect(await readdir(folder)).toEqual([]);
  });
});
