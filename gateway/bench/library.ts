import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createRouter } from '../src/router.ts';

// The router handed to Apollo Server: everything around the engine is Apollo Server's, as it is for the stock gateway.
const { SUPERGRAPH_PATH = '', PORT } = process.env;
const { gateway } = await createRouter({ supergraphSdl: readFileSync(SUPERGRAPH_PATH, 'utf8') });
const server = new ApolloServer({ gateway });
await startStandaloneServer(server, { listen: { port: Number(PORT), host: '127.0.0.1' } });
