import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Refusal } from '@fiscal/kit';
import { z } from 'zod';
import type { ProtoBreak } from '../domain/contracts-of-a-service/proto-breaks.ts';
import { createGate } from '../workers/gate.ts';

type Files = Readonly<Record<string, string>>;
type Told = Omit<ProtoBreak, 'byteOffset'>;

/**
 * Holds `.proto` files against those before, with `buf breaking`. Files that do not compile are told as such.
 * @throws Refusal `BUF_FAILED` when it is not done after `deadlineMs` or cannot be run, `BUF_BUSY` when too many wait.
 */
export type FindProtoBreaks = (before: Files, after: Files, deadlineMs: number) => Promise<readonly ProtoBreak[]>;

const run = promisify(execFile);
const maxOutputBytes = 4 * 1024 * 1024;
const maxWaiting = 200;

/** The binary itself, for ending what starts it would not end it. */
const binary = createRequire(createRequire(import.meta.url).resolve('@bufbuild/buf/package.json')).resolve(
  `@bufbuild/buf-${process.platform}-${process.platform === 'linux' && process.arch === 'arm64' ? 'aarch64' : process.arch}/bin/buf`,
);

/** What clients on the wire and as JSON notice; and that nothing is gone which they call. */
const config = JSON.stringify({
  version: 'v2',
  breaking: { use: ['WIRE_JSON', 'RPC_NO_DELETE', 'PACKAGE_SERVICE_NO_DELETE'] },
});

const told = z.object({
  path: z.string().default(''),
  start_line: z.number().default(1),
  start_column: z.number().default(1),
  type: z.string(),
  message: z.string(),
});

/** Gives what finds breaking changes; at most `atOnce` processes of buf run at a time, in folders within `parent`. */
export function createFindProtoBreaks(atOnce: number, parent: string): FindProtoBreaks {
  const busy = () => new Refusal('unavailable', 'BUF_BUSY', 'too many .proto files wait already');
  const gate = createGate(atOnce, maxWaiting, busy);
  return async (before, after, deadlineMs) => {
    if (Object.keys(before).length === 0) return [];
    if (Object.keys(after).length === 0) {
      return [{ type: 'REMOVED', path: '', line: 1, column: 1, byteOffset: 0, message: 'no .proto file is left' }];
    }
    return gate(() => compare(parent, before, after, deadlineMs));
  };
}

async function compare(
  parent: string,
  before: Files,
  after: Files,
  deadlineMs: number,
): Promise<readonly ProtoBreak[]> {
  const folder = await mkdtemp(join(parent, 'contracts-'));
  try {
    await Promise.all([write(join(folder, 'before'), before), write(join(folder, 'after'), after)]);
    const breaks = await breaking(folder, deadlineMs);
    return breaks.map((each) => ({ ...each, byteOffset: offsetOf(each, after[each.path] ?? '') }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** Where a place is in its file, counted in bytes. */
function offsetOf({ line, column }: Told, text: string): number {
  const lines = text.split('\n');
  const [before, last = ''] = [lines.slice(0, line - 1), lines[line - 1]];
  return Buffer.byteLength([...before, last.slice(0, column - 1)].join('\n'));
}

async function breaking(folder: string, deadlineMs: number): Promise<readonly Told[]> {
  const args = ['breaking', '--against', '../before', '--error-format', 'json', '--config', config];
  // Nothing of ours is its business, and its cache lies where it is removed.
  const env = { PATH: '/usr/bin:/bin', HOME: folder, BUF_CACHE_DIR: join(folder, 'cache') };
  const options = {
    cwd: join(folder, 'after'),
    env,
    timeout: deadlineMs,
    killSignal: 'SIGKILL' as const,
    maxBuffer: maxOutputBytes,
  };
  const outcome: { stdout: string; code?: unknown; stderr?: string } = await run(binary, args, options).catch(
    (error) => error,
  );
  // 100 is that it found something; anything else that is not success, that it could not look.
  if (outcome.code !== undefined && outcome.code !== 100) {
    const message = 'the .proto files could not be compared in time';
    throw new Refusal('unavailable', 'BUF_FAILED', message, { cause: outcome });
  }
  const lines = outcome.stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const { path, start_line, start_column, type, message } = told.parse(JSON.parse(line));
    return { type, path, line: start_line, column: start_column, message };
  });
}
