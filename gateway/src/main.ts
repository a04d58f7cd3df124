import { run, stopSignal } from '@fiscal/kit';
import { loadConfig } from './config/load-config.ts';
import { createGateway } from './gateway.ts';

const { parts } = await createGateway(loadConfig(process.env, process.argv[2]));
await run(parts, stopSignal());
