import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createRouter } from '../src/router.ts';

// The router handed to Apollo Server: everything around the engine is Apollo Server's, as it is for the stock gateway.
const { SUPERGRAPH_PATH = '', PORT, TEXT_ANSWERS } = process.env;
const textAnswers = TEXT_ANSWERS !== undefined;
const router = await createRouter({ supergraphSdl: readFileSync(SUPERGRAPH_PATH, 'utf8'), textAnswers });
const { gateway, stringifyResult } = router;
const server = new ApolloServer({ gateway, ...(textAnswers ? { stringifyResult } : {}) });
await startStandaloneServer(server, { listen: { port: Number(PORT), host: '127.0.0.1' } });
