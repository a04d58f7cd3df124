import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import {
  loginFailed,
  loginSucceeded,
  sessionRevoked,
  unknownLoginFailed,
  userCreated,
  userStatusChanged,
} from '../subgraphs/auth/src/domain/facts.ts';
import type { User } from '../subgraphs/auth/src/domain/user.ts';
import { accept, archive, fail, receive, reject, startProcessing } from '../subgraphs/invoice/src/domain/invoice.ts';
import { factOf } from '../subgraphs/invoice/src/domain/invoice-fact.ts';
import { unread } from '../subgraphs/invoice/src/domain/validation/facts.ts';
import { notificationCreated } from '../subgraphs/notification/src/domain/facts.ts';

type Schema = { readonly $id: string; readonly examples: readonly unknown[] };

const owners = ['auth', 'invoice', 'notification'];
const root = new URL('../', import.meta.url);
const schemas = await readSchemas();
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
for (const { schema } of schemas) ajv.addSchema(schema);

async function readSchemas(): Promise<readonly { path: string; schema: Schema }[]> {
  const found = await Promise.all(
    owners.map(async (owner) => {
      const folder = `subgraphs/${owner}/contract/events/`;
      const files = (await readdir(new URL(folder, root))).sort();
      return Promise.all(
        files.map(async (file) => {
          const schema: Schema = JSON.parse(await readFile(new URL(folder + file, root), 'utf8'));
          return { path: folder + file, schema };
        }),
      );
    }),
  );
  return found.flat();
}

/** What is wrong with the data of an event of that type; empty when nothing is. */
function faults(type: string, data: unknown): readonly string[] {
  const validate = ajv.getSchema(`${type}.json`);
  if (!validate) return [`no schema for ${type}`];
  validate(data);
  return (validate.errors ?? []).map((error) => `${type}${error.instancePath} ${error.message}`);
}

describe('event schemas', () => {
  it.each(schemas)('$path is named after its type and its examples obey it', ({ path, schema }) => {
    expect(path.split('/').at(-1)).toBe(schema.$id);
    expect(schema.examples.length).toBeGreaterThan(0);
    for (const example of schema.examples) expect(faults(schema.$id.replace(/\.json$/, ''), example)).toEqual([]);
  });

  it('refuse data that lacks what a consumer relies on', () => {
    expect(faults('fiscal.invoice.archived.v1', { status: 'ARCHIVED' })).not.toEqual([]);
    expect(faults('fiscal.auth.failed.v1', { userId: null, organizationId: null, reason: 'BAD_LUCK' })).not.toEqual([]);
  });

  it('hold for what the invoice domain tells', () => {
    const now = new Date('2026-03-14T15:27:01Z');
    const id = 'a3f-0197e2c4-8d10-7c3b-9a52-5d0f6b1c2e3a';
    const receipt = {
      id,
      tenantId: 'tenant',
      issuerRfc: 'EKU9003173C9',
      checksum: 'ab',
      sizeBytes: 1,
      createdBy: 'user',
      issuedAt: '2026-03-14T09:26:53',
    };
    const received = receive(receipt, now);
    const processing = startProcessing(received.invoice, now);
    const facts = {
      ...unread,
      type: 'INCOME' as const,
      total: '1160.00',
      currency: 'MXN',
      issuedAt: '2026-03-14T09:26:53',
    };
    const accepted = accept(processing.invoice, facts, now);
    const finding = { code: 'CFDI_TOTALS', message: 'wrong', path: null };
    const rejected = reject(processing.invoice, facts, [finding], now);
    const changes = [
      received,
      processing,
      accepted,
      rejected,
      archive(accepted.invoice, now),
      fail(processing.invoice, 'disk', now),
    ];
    const told = changes.map(factOf);
    expect(told.map(({ type }) => type.split('.')[2])).toEqual([
      'created',
      'processing',
      'validated',
      'rejected',
      'archived',
      'failed',
    ]);
    expect(told.flatMap(({ type, state }) => faults(type, state))).toEqual([]);
  });

  it('hold for what the auth and notification domains tell', () => {
    const now = new Date('2026-03-14T15:27:01Z');
    const stamp = { id: 'event', now };
    const user: User = {
      id: 'user',
      organizationId: 'tenant',
      email: 'viewer@norte.example',
      name: 'Viewer',
      role: 'viewer',
      status: 'active',
      version: 1,
      createdAt: now,
    };
    const told = [
      loginSucceeded(stamp, user, 'session'),
      loginFailed(stamp, user, 'WRONG_PASSWORD'),
      unknownLoginFailed(stamp, 'hash'),
      sessionRevoked(stamp, user, 'session', 'TOKEN_REUSED'),
      userCreated(stamp, user),
      userStatusChanged(stamp, { ...user, status: 'suspended' }),
      notificationCreated(
        {
          id: 'notification',
          organizationId: 'tenant',
          userId: 'user',
          kind: 'LOGIN_FAILED',
          title: 'Failed sign-in',
          body: 'Somebody tried',
          invoiceId: null,
          createdAt: now,
          readAt: null,
        },
        'event',
      ),
    ];
    expect(told.flatMap(({ type, data }) => faults(type, data))).toEqual([]);
  });
});

describe('docs/asyncapi.yaml', () => {
  it('names every event schema and nothing that does not exist', async () => {
    const text = await readFile(new URL('docs/asyncapi.yaml', root), 'utf8');
    const named = [...text.matchAll(/\$ref: \.\.\/(\S+\.json)/g)].map(([, path]) => path);
    const events = schemas.filter(({ schema }) => schema.$id.startsWith('fiscal.'));
    expect(named.sort()).toEqual(events.map(({ path }) => path).sort());
  });

  it('points within itself only to what is there', async () => {
    const document: unknown = parse(await readFile(new URL('docs/asyncapi.yaml', root), 'utf8'));
    expect(document).toMatchObject({ asyncapi: '3.0.0' });
    const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer = '']) => pointer);
    expect(pointers.length).toBeGreaterThan(20);
    for (const pointer of pointers) expect([pointer, resolve(document, pointer)]).not.toEqual([pointer, undefined]);
  });
});

function resolve(document: unknown, pointer: string): unknown {
  return pointer.split('/').reduce<unknown>((value, name) => {
    return typeof value === 'object' && value !== null
      ? Object.getOwnPropertyDescriptor(value, name)?.value
      : undefined;
  }, document);
}
