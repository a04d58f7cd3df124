import type { Platform } from '../platform.ts';
import { demoPassword, demoTenants } from '../seed.ts';

/** What the platform says when all is ready: where to go, as whom, and what to try first. */
export function welcome(platform: Platform, seconds: number): string {
  const { gateway, mailbox } = platform.urls;
  return [
    '',
    `Ready in ${seconds.toFixed(1)} s. Ctrl-C stops everything.`,
    '',
    ...table([
      ['GraphQL', `${gateway}/graphql`],
      ['GraphiQL', `${gateway}/`],
      ['REST', `${gateway}/api/v1/  (description: ${gateway}/api/v1/openapi.json)`],
      ['Schemas', `${platform.urls['schema-registry']}/  (sign in with registryAdminKey of .data/keys.json)`],
      ['Sent e-mail', mailbox || 'goes to SMTP_URL'],
    ]),
    ...platform.off.map((name) => `  ${name} is not ready: its log above says what it misses; the rest runs.`),
    '',
    ...table([
      ['Organisation', 'RFC', 'Admin', 'Sends documents', 'Reads'],
      ...demoTenants.map(({ name, rfc, domain }) => [
        name,
        rfc,
        `admin@${domain}`,
        `analyst@${domain}`,
        `viewer@${domain}`,
      ]),
    ]),
    `  Everybody's password: ${demoPassword}`,
    '',
    'A token (15 minutes):',
    `  ${tokenCommand(gateway)}`,
    'A first query:',
    `  curl -s ${gateway}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
    `    -d '{"query":"{ me { name role organization { name } } invoices(first: 5) { nodes { id status total } } }"}'`,
    'A first subscription, which shows every document on its way (leave it open and run `npm run demo` beside it):',
    `  curl -sN ${gateway}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
    `    -H 'accept: text/event-stream' -d '{"query":"subscription { invoiceStatusChanged { id status version } }"}'`,
    '',
  ].join('\n');
}

/** A shell line that signs in and puts the token into TOKEN, with nothing but curl and sed. */
function tokenCommand(gateway: string): string {
  const query = `mutation { login(input: {email: \\"analyst@norte.example\\", password: \\"${demoPassword}\\"}) { accessToken } }`;
  const ask = `curl -s ${gateway}/graphql -H 'content-type: application/json' -d '{"query":"${query}"}'`;
  return `TOKEN=$(${ask} | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
