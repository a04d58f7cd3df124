import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonSchema } from '../gateway/src/config/json-schema.ts';

const [folder = join(import.meta.dirname, '..')] = process.argv.slice(2);

await mkdir(join(folder, 'gateway'), { recursive: true });
await writeFile(join(folder, 'gateway/router.schema.json'), `${JSON.stringify(jsonSchema(), null, 2)}\n`);
