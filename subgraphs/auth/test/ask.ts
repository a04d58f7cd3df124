import type { Identity, UserIdentity } from '@fiscal/kit';
import { decodeJwt } from 'jose';
import { until } from '../../../deploy/local/until.ts';
import { anonymous, mintAsGateway, type Service } from './service.ts';

export type Answer = {
  // Every test names the fields it reads.
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
};

export type SessionAnswer = {
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly refreshToken: string;
  readonly user: { readonly id: string; readonly email: string; readonly organization: { readonly id: string } };
};

export const password = 'fiscal-demo-2026';
const sessionFields = 'accessToken expiresAt refreshToken user { id email organization { id } }';

/** Asks the GraphQL door as the gateway does for this caller. */
export async function ask(service: Service, identity: Identity, query: string, variables = {}): Promise<Answer> {
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await mintAsGateway('auth', identity)}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer; // the door answers GraphQL, errors included
}

/** As `ask`, for one root field that must succeed. */
export async function get<T>(service: Service, identity: Identity, query: string, variables = {}): Promise<T> {
  const { data, errors } = await ask(service, identity, query, variables);
  if (errors) throw new Error(JSON.stringify(errors));
  return Object.values(data ?? {})[0] as T; // as the query of the caller says
}

/** The codes of all errors in an answer. */
export function codes({ errors = [] }: Answer): readonly string[] {
  return errors.map(({ extensions }) => extensions.code);
}

let made = 0;

/** An RFC that no other test has. */
export function newRfc(): string {
  made += 1;
  const letters = [676, 26, 1].map((base) => String.fromCharCode(65 + (Math.floor(made / base) % 26))).join('');
  return `${letters}900317AA1`;
}

/** Opens an organisation and signs its admin in. */
export async function signUp(service: Service, email: string, rfcs = [newRfc()]): Promise<SessionAnswer> {
  const input = { organizationName: 'Comercial Norte', rfcs, email, name: 'Admin', password };
  return get(service, anonymous, `mutation ($input: SignUpInput!) { signUp(input: $input) { ${sessionFields} } }`, {
    input,
  });
}

/** Signs in, or tries to. */
export function login(service: Service, email: string, secret = password): Promise<Answer> {
  const query = `mutation ($input: LoginInput!) { login(input: $input) { ${sessionFields} } }`;
  return ask(service, anonymous, query, { input: { email, password: secret } });
}

/** Exchanges a refresh token, or tries to. */
export function refresh(service: Service, refreshToken: string): Promise<Answer> {
  const query = `mutation ($token: String!) { refreshToken(refreshToken: $token) { ${sessionFields} } }`;
  return ask(service, anonymous, query, { token: refreshToken });
}

/** The session in the answer of a mutation that must have given one. */
export function sessionOf({ data, errors }: Answer): SessionAnswer {
  if (errors) throw new Error(JSON.stringify(errors));
  return Object.values(data ?? {})[0] as SessionAnswer; // as the mutation selects
}

/** Who an access token is for, as the gateway reads it once it has verified it. */
export function identityOf({ accessToken }: { accessToken: string }): UserIdentity {
  const { sub, tenant, roles, tier, sid } = decodeJwt<
    Pick<UserIdentity, 'roles' | 'tier'> & { tenant: string; sid: string }
  >(accessToken);
  return { kind: 'user', via: 'gateway', userId: sub ?? '', tenantId: tenant, roles, tier, sessionId: sid, scopes: [] };
}

/** Adds a user to an admin's organisation and signs them in. */
export async function addUser(service: Service, admin: Identity, email: string, role: 'ADMIN' | 'ANALYST' | 'VIEWER') {
  const query = 'mutation ($input: AddUserInput!) { addUser(input: $input) { id } }';
  await get(service, admin, query, { input: { email, name: 'Somebody', role, password } });
  return identityOf(sessionOf(await login(service, email)));
}

/** Changes a user's status, or tries to. */
export function setStatus(service: Service, admin: Identity, userId: string, status: string): Promise<Answer> {
  const query = 'mutation ($id: ID!, $status: UserStatus!) { setUserStatus(userId: $id, status: $status) { status } }';
  return ask(service, admin, query, { id: userId, status });
}

export type StoredEvent = {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly tenant: string;
  readonly aggregateVersion: number;
  readonly data: Readonly<Record<string, string | null>>;
};

/** What waits in the outbox about one subject, oldest first, without the beginnings and ends of the types. */
export async function eventsOf(service: Service, subject: string): Promise<readonly StoredEvent[]> {
  const { rows } = await service.pool.query<{ topic: string; event: StoredEvent }>(
    'select topic, event from outbox where key = $1 order by position',
    [subject],
  );
  if (rows.some(({ topic }) => topic !== 'auth-events')) throw new Error('an event went to another topic');
  return rows.map(({ event }) => event);
}

/** The types of events, oldest first. */
export async function eventTypes(service: Service, subject: string): Promise<readonly string[]> {
  return (await eventsOf(service, subject)).map(({ type }) => type);
}

/** Waits until so many transactions of the service wait for a lock that another one holds. */
export async function untilWaiting(service: Service, transactions: number): Promise<void> {
  const sql = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await until(`${transactions} wait`, 10_000, async () => {
    return (await service.pool.query(sql)).rowCount === transactions;
  });
}
