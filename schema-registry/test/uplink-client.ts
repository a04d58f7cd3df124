/** Texts that routers send, as they send them. */
export const routerQueries = {
  /** `@apollo/gateway`, with a comment in front and no operation name. */
  gateway: `#graphql
  query SupergraphSdl($apiKey: String!, $ref: String!, $ifAfterId: ID) {
    routerConfig(ref: $ref, apiKey: $apiKey, ifAfterId: $ifAfterId) {
      __typename
      ... on RouterConfigResult {
        id
        supergraphSdl: supergraphSDL
        minDelaySeconds
      }
      ... on FetchError {
        code
        message
      }
    }
  }`,
  /** The Apollo Router. */
  router: `query SupergraphSdlQuery($apiKey: String!, $graph_ref: String!, $ifAfterId: ID) {
    routerConfig(ref: $graph_ref, apiKey: $apiKey, ifAfterId: $ifAfterId) {
      __typename
      ... on RouterConfigResult { id supergraphSDL minDelaySeconds }
      ... on Unchanged { id minDelaySeconds }
      ... on FetchError { code message }
    }
  }`,
  license: `query LicenseQuery($apiKey: String!, $graph_ref: String!, $ifAfterId: ID) {
    routerEntitlements(ifAfterId: $ifAfterId, apiKey: $apiKey, ref: $graph_ref) {
      __typename
      ... on RouterEntitlementsResult { id minDelaySeconds entitlement { jwt } }
      ... on Unchanged { id minDelaySeconds }
      ... on FetchError { code message }
    }
  }`,
  manifest: `query PersistedQueriesManifestQuery($apiKey: String!, $graph_ref: String!, $ifAfterId: ID) {
    persistedQueries(ref: $graph_ref, apiKey: $apiKey, ifAfterId: $ifAfterId) {
      __typename
      ... on PersistedQueriesResult { id minDelaySeconds chunks { id urls } }
      ... on Unchanged { id minDelaySeconds }
      ... on FetchError { code message }
    }
  }`,
  /** Our gateway. */
  signed: `query SupergraphSdl($apiKey: String!, $ref: String!, $ifAfterId: ID) {
    routerConfig(ref: $ref, apiKey: $apiKey, ifAfterId: $ifAfterId) {
      __typename
      ... on RouterConfigResult { id supergraphSDL minDelaySeconds signature messages { body } }
      ... on Unchanged { id minDelaySeconds }
      ... on FetchError { code message minDelaySeconds }
    }
  }`,
};

/** Sends a body to the door of Uplink. */
export async function postUplink(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: Record<string, never> }> {
  const response = await fetch(`${url}/uplink`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  // What it is, its status says; the tests say what it holds.
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}
