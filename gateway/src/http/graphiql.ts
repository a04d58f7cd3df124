import type { IncomingMessage, ServerResponse } from 'node:http';
import { type RuruClientConfig, ruruHTML } from 'ruru/server';
import { getStaticFile } from 'ruru/static';

const staticPath = '/graphiql/';

const welcome = `# Sign in, copy the access token, and put it below, under Headers:
# { "authorization": "Bearer <accessToken>" }
mutation SignIn {
  login(input: { email: "", password: "" }) {
    accessToken
    expiresAt
  }
}
`;

/** The page may load nothing that this server does not serve itself. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self' ws: wss:",
  "frame-ancestors 'none'",
].join('; ');

const settings = {
  defaultQuery: welcome,
  defaultHeaders: '{\n  "authorization": ""\n}',
  isHeadersEditorEnabled: true,
};

const page = ruruHTML({
  staticPath,
  endpoint: '/graphql',
  subscriptionEndpoint: '/graphql',
  // The types of optional settings come from React components; without those installed each looks required.
  clientConfig: settings as RuruClientConfig,
});

/** Serves GraphiQL (by the ruru package) and the files it consists of. False when the path is none of its own. */
export async function serveGraphiql(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const { url = '/', headers, method } = request;
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (/^\/(\?|$)/.test(url)) {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
      'cache-control': 'no-cache',
    });
    response.end(page);
    return true;
  }
  return url.startsWith(staticPath) && serveFile(url, headers, response);
}

async function serveFile(url: string, headers: IncomingMessage['headers'], response: ServerResponse): Promise<boolean> {
  const file = await getStaticFile({
    staticPath,
    urlPath: url,
    acceptEncoding: headers['accept-encoding'],
    disallowDevAssets: true,
  });
  if (!file) return false;
  if (file.headers.etag !== undefined && headers['if-none-match'] === file.headers.etag) {
    response.writeHead(304).end();
    return true;
  }
  response.writeHead(200, file.headers).end(file.content);
  return true;
}
