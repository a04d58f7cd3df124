import { run, stopSignal } from '@fiscal/kit';
import { readConfig } from './config.ts';
import { createRegistry } from './registry.ts';

const { parts } = await createRegistry(readConfig(process.env));

await run(parts, stopSignal());
