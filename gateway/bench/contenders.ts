import { fileURLToPath } from 'node:url';
import { issuerName } from '../test/issuer.ts';
import { peersFolder } from './peers.ts';

/** What the contenders are started with. */
export type Setting = {
  readonly supergraphPath: string;
  /** Of the subgraph that answers the small operation's only fetch. */
  readonly subgraphUrl: string;
  readonly jwksUrl: string;
  readonly internalKey: string;
  /** Takes traces and metrics, and throws them away. */
  readonly collectorUrl: string;
  /** The body of the heavy answer. */
  readonly heavyPath: string;
};

export type Contender = {
  readonly name: string;
  readonly module: string;
  /** More flags for Node than all get. */
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Shapes it can be asked for; all unless said. */
  readonly only?: string;
};

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Everything that is measured, each in a process of its own that listens at `PORT` or `HTTP_PORT`. */
export function contenders(setting: Setting): readonly Contender[] {
  const { supergraphPath: SUPERGRAPH_PATH } = setting;
  const router = { module: here('../src/main.ts'), flags: ['--import', '@fiscal/kit/telemetry'] };
  const hive = { module: `${peersFolder}/node_modules/@graphql-hive/gateway/dist/bin.js` };
  const hiveArgs = [
    'supergraph',
    '--config-path',
    `${peersFolder}/hive.config.mjs`,
    '--host',
    '127.0.0.1',
    '--fork',
    '1',
  ];
  return [
    { name: 'router', ...router, env: routerEnv(setting, 'router.yaml') },
    { name: 'router with pipelining', ...router, env: routerEnv(setting, 'router.pipelining.yaml') },
    { name: 'router with dedup', ...router, env: routerEnv(setting, 'router.deduplicate.yaml') },
    { name: 'stock', module: `${peersFolder}/stock.mjs`, env: { SUPERGRAPH_PATH } },
    { name: 'router in ApolloServer', module: here('library.ts'), env: { SUPERGRAPH_PATH } },
    { name: 'the same with textAnswers', module: here('library.ts'), env: { SUPERGRAPH_PATH, TEXT_ANSWERS: '1' } },
    { name: 'hive', ...hive, args: hiveArgs, env: { SUPERGRAPH_PATH } },
    { name: 'hive with Rust planner', ...hive, args: hiveArgs, env: { SUPERGRAPH_PATH, RUST_PLANNER: '1' } },
    {
      name: 'ceiling: parse and stringify',
      module: here('ceiling.ts'),
      env: { BODY: setting.heavyPath },
      only: 'heavy',
    },
    { name: 'ceiling: undici proxy', module: here('proxy.ts'), env: { TARGET: setting.subgraphUrl }, only: 'small' },
  ];
}

function routerEnv(setting: Setting, config: string): Record<string, string> {
  return {
    ROUTER_CONFIG: here(config),
    SUPERGRAPH_PATH: setting.supergraphPath,
    AUTH_JWKS_URL: setting.jwksUrl,
    AUTH_ISSUER: issuerName,
    INTERNAL_PRIVATE_JWK: setting.internalKey,
    OTEL_EXPORTER_OTLP_ENDPOINT: setting.collectorUrl,
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_METRIC_EXPORT_INTERVAL: '5000',
    OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http,undici,graphql',
  };
}
