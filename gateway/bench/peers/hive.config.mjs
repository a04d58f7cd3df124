import { defineConfig } from '@graphql-hive/gateway';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';

// Its own advice for speed: no landing page, no log; one process, so that processor time is comparable.
export const gatewayConfig = defineConfig({
  supergraph: process.env.SUPERGRAPH_PATH,
  ...(process.env.RUST_PLANNER ? { unifiedGraphHandler } : {}),
  logging: 'error',
  graphiql: false,
  landingPage: false,
});
