import { healthRoutes, httpPart, routeHandler, run, stopSignal } from '@fiscal/kit';
import { readConfig } from './config.ts';

const { HOST: host, HTTP_PORT: port } = readConfig(process.env);

await run([httpPart({ name: 'http', host, port, handler: routeHandler(healthRoutes([])) })], stopSignal());
