import { run, stopSignal } from '@fiscal/kit';
import { readConfig } from './config.ts';
import { createGateway } from './gateway.ts';

const { parts } = await createGateway(readConfig(process.env));
await run(parts, stopSignal());
