import { z } from 'zod';
import { askGateway, GraphqlRefusal } from './graphql-client.ts';
import { norte, sur } from './samples/taxpayers.ts';

export const demoPassword = 'fiscal-demo-2026';

/** Two organisations, so that it can be seen that neither sees the other. */
export const demoTenants = [
  { name: 'Comercial Norte', rfc: norte.rfc, domain: 'norte.example' },
  { name: 'Servicios Sur', rfc: sur.rfc, domain: 'sur.example' },
] as const;

const roles = ['admin', 'analyst', 'viewer'] as const;
const sessionSchema = z.object({ accessToken: z.string() });
const usersSchema = z.object({ organization: z.object({ users: z.array(z.object({ email: z.string() })) }) });

/** Makes the demo organisations and their users through the front door, as far as they are not there. */
export async function seedDemo(gateway: string, signal: AbortSignal): Promise<void> {
  await Promise.all(demoTenants.map((tenant) => seedTenant(gateway, tenant, signal)));
}

/** Signs in; gives the access token. */
export async function signIn(gateway: string, email: string, signal?: AbortSignal): Promise<string> {
  const query = 'mutation SignIn($input: LoginInput!) { login(input: $input) { accessToken } }';
  const { login } = await askGateway(gateway, z.object({ login: sessionSchema }), {
    query,
    variables: { input: { email, password: demoPassword } },
    signal,
  });
  return login.accessToken;
}

async function seedTenant(gateway: string, tenant: (typeof demoTenants)[number], signal: AbortSignal): Promise<void> {
  const admin = `admin@${tenant.domain}`;
  const token = await signIn(gateway, admin, signal).catch((error: unknown) => {
    if (error instanceof GraphqlRefusal && error.code === 'INVALID_CREDENTIALS') return signUp(gateway, tenant, signal);
    throw error;
  });
  const query = '{ organization { users { email } } }';
  const { organization } = await askGateway(gateway, usersSchema, { query, token, signal });
  const present = new Set(organization.users.map(({ email }) => email));
  for (const role of roles) {
    if (!present.has(`${role}@${tenant.domain}`)) await addUser(gateway, token, role, tenant.domain, signal);
  }
}

async function signUp(gateway: string, tenant: (typeof demoTenants)[number], signal: AbortSignal): Promise<string> {
  const query = 'mutation SignUp($input: SignUpInput!) { signUp(input: $input) { accessToken } }';
  const { name: organizationName, rfc, domain } = tenant;
  const input = { organizationName, rfcs: [rfc], email: `admin@${domain}`, name: 'Admin', password: demoPassword };
  const answer = await askGateway(gateway, z.object({ signUp: sessionSchema }), {
    query,
    variables: { input },
    signal,
  });
  return answer.signUp.accessToken;
}

async function addUser(
  gateway: string,
  token: string,
  role: (typeof roles)[number],
  domain: string,
  signal: AbortSignal,
): Promise<void> {
  const query = 'mutation AddUser($input: AddUserInput!) { addUser(input: $input) { id } }';
  const name = role.charAt(0).toUpperCase() + role.slice(1);
  const input = { email: `${role}@${domain}`, name, role: role.toUpperCase(), password: demoPassword };
  await askGateway(gateway, z.object({ addUser: z.object({ id: z.string() }) }), {
    query,
    variables: { input },
    token,
    signal,
  });
}
