import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import type { Grant, Permission } from '../../domain/access.ts';
import { grantsOfRole, grantsOfType, mayManageKey, type SubgraphOfKey } from '../../domain/grants.ts';
import type { Graph } from '../../domain/graph.ts';
import { type ApiKey, type KeyType, keyTypes } from '../../domain/key.ts';
import { keyById, keysAfter } from '../../store/index.ts';
import type { RenameKey, RevokeKey, RotateKey } from '../../use-cases/change-key.ts';
import type { CreateKey, KeyWithSecret } from '../../use-cases/create-key.ts';
import type { Organization } from './access.ts';
import { readTime } from './approvals.ts';
import type { Context, Field, ResolverMap } from './resolver-map.ts';

/** What can be done to keys. */
export type KeyWrites = {
  readonly createKey: CreateKey;
  readonly renameKey: RenameKey;
  readonly revokeKey: RevokeKey;
  readonly rotateKey: RotateKey;
};

type Resources = {
  readonly subgraphs?: readonly SubgraphOfKey[] | null;
  readonly gateways?: readonly { readonly gatewayId: string }[] | null;
};
type TypedKey = { readonly name: string; readonly type: string; readonly resources?: Resources | null };
type GivenGrant = {
  readonly graphId: string;
  readonly variants?: readonly string[] | null;
  readonly subgraphs?: readonly string[] | null;
  readonly permissions: readonly string[];
};
type ScopedKey = { readonly name: string; readonly grants: readonly GivenGrant[]; readonly expiresAt?: string | null };
type GraphKey = { readonly keyName?: string | null; readonly role: string };

const pageOfKeys = 50;

/** `api-key …`, the keys that `init` makes, and our own scoped keys and rotation. Tokens are masked but when they are new. */
export function createKeyResolvers(transact: Transaction, writes: KeyWrites): ResolverMap {
  const createKey: Field<Organization, TypedKey> = async (_, { name, type, resources }, { caller }) => {
    const gateways = (resources?.gateways ?? []).map(({ gatewayId }) => gatewayId);
    const grants = grantsOfType(type, { subgraphs: resources?.subgraphs ?? [], gateways });
    return shown(await writes.createKey(caller, { name, type: typeOf(type), grants, expiresAt: null }));
  };
  const createScopedKey: Field<Organization, ScopedKey> = async (_, { name, grants, expiresAt }, { caller }) =>
    shown(
      await writes.createKey(caller, {
        name,
        type: 'SCOPED',
        grants: grants.map(readGrant),
        expiresAt: expiresAt ? readTime(expiresAt) : null,
      }),
    );
  const newKey: Field<Graph, GraphKey> = async ({ id }, { keyName, role }, { caller }) => {
    const key = { name: keyName ?? role, type: 'GRAPH', grants: grantsOfRole(role, id), expiresAt: null } as const;
    return shown(await writes.createKey(caller, key));
  };
  const renameKey: Field<Organization, { keyId: string; name: string }> = (_, { keyId, name }, { caller }) =>
    writes.renameKey(caller, keyId, name);
  const deleteKey: Field<Organization, { keyId: string }> = async (_, { keyId }, { caller }) => {
    await writes.revokeKey(caller, keyId);
    return keyId;
  };
  const rotateKey: Field<Organization, { keyId: string; overlapSeconds: number }> = async (_, args, { caller }) =>
    shown(await writes.rotateKey(caller, args.keyId, args.overlapSeconds));
  return {
    Organization: { apiKey: createReadKey(transact), apiKeys: createListKeys(transact) },
    OrganizationMutation: { createKey, createScopedKey, renameKey, deleteKey, rotateKey },
    GraphMutation: { newKey },
    GraphOsKey: {
      keyName: ({ name }: ApiKey) => name,
      token: ({ token, masked }: ApiKey & { token?: string }) => token ?? masked,
    },
    KeyGrant: {
      variants: ({ variants }: Grant) => (variants === '*' ? null : variants),
      subgraphs: ({ subgraphs }: Grant) => (subgraphs === '*' ? null : subgraphs),
      permissions: ({ permissions }: Grant) => permissions.map((each) => each.toUpperCase()),
    },
  };
}

function createReadKey(transact: Transaction): Field<Organization, { keyId: string }> {
  return async (_, { keyId }, { caller }) => {
    const key = await transact(everyTenant, (db) => keyById(db, keyId));
    return key && mayManageKey(caller, key.grants) ? key : null;
  };
}

/** A page may have fewer keys than it could: those that the caller does not manage are left out of it. */
function createListKeys(transact: Transaction): Field<Organization, { after?: string | null }> {
  return async (_, { after = null }, { caller }: Context) => {
    const found = await transact(everyTenant, (db) => keysAfter(db, after, pageOfKeys + 1));
    const page = found.slice(0, pageOfKeys);
    const pageInfo = { endCursor: page.at(-1)?.id ?? null, hasNextPage: found.length > pageOfKeys };
    return { edges: page.filter(({ grants }) => mayManageKey(caller, grants)).map((node) => ({ node })), pageInfo };
  };
}

function shown({ key, secret }: KeyWithSecret) {
  return { ...key, token: secret };
}

function readGrant({ graphId, variants, subgraphs, permissions }: GivenGrant): Grant {
  return {
    graphId,
    variants: variants ?? '*',
    subgraphs: subgraphs ?? '*',
    // The contract names them in upper case.
    permissions: permissions.map((each) => each.toLowerCase() as Permission),
  };
}

function typeOf(type: string): KeyType {
  const known = keyTypes.find((each) => each === type);
  if (!known) throw new Refusal('invalid', 'KEY_TYPE_UNSUPPORTED', `there are no keys of type ${type}`);
  return known;
}
