import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../', import.meta.url));

/** File that imports, what it imports, what the architecture says. */
const imports: readonly (readonly [file: string, from: string, name: string, verdict: 'may' | 'may not'])[] = [
  ['subgraphs/auth/src/domain/a.ts', './user.ts', 'user', 'may'],
  ['subgraphs/auth/src/domain/b.ts', '@fiscal/kit', 'Refusal', 'may'],
  ['subgraphs/auth/src/domain/c.ts', '@fiscal/kit', 'log', 'may not'],
  ['subgraphs/auth/src/domain/d.ts', '../store/index.ts', 'store', 'may not'],
  ['subgraphs/auth/src/domain/e.ts', 'pg', 'Pool', 'may not'],
  ['subgraphs/auth/src/domain/f.ts', 'node:fs', 'readFileSync', 'may not'],
  ['subgraphs/auth/src/use-cases/a.ts', '../domain/user.ts', 'user', 'may'],
  ['subgraphs/auth/src/use-cases/b.ts', '../store/index.ts', 'store', 'may'],
  ['subgraphs/auth/src/use-cases/c.ts', '../grpc/auth-service.ts', 'service', 'may not'],
  ['subgraphs/auth/src/use-cases/d.ts', '../graphql/context.ts', 'context', 'may not'],
  ['subgraphs/auth/src/use-cases/e.ts', 'pg', 'Pool', 'may not'],
  ['subgraphs/auth/src/store/a.ts', '../domain/user.ts', 'user', 'may'],
  ['subgraphs/auth/src/store/b.ts', '../use-cases/login.ts', 'login', 'may not'],
  ['subgraphs/auth/src/store/c.ts', '../events/on-paid.ts', 'onPaid', 'may not'],
  ['subgraphs/auth/src/graphql/a.ts', '../use-cases/login.ts', 'login', 'may'],
  ['subgraphs/auth/src/graphql/b.ts', '../grpc/auth-service.ts', 'service', 'may not'],
  ['subgraphs/auth/src/graphql/c.ts', '../../../invoice/src/domain/invoice.ts', 'invoice', 'may not'],
  ['subgraphs/auth/src/clients/a.ts', '@fiscal/kit/grpc', 'createGrpcClient', 'may'],
  ['subgraphs/auth/src/clients/b.ts', '../../../invoice/src/domain/invoice.ts', 'invoice', 'may not'],
  ['subgraphs/auth/src/clients/c.ts', '@fiscal/invoice/src/domain/invoice.ts', 'invoice', 'may not'],
  ['gateway/src/a.ts', './main.ts', 'main', 'may not'],
  ['gateway/src/b.ts', '../../subgraphs/auth/src/domain/user.ts', 'user', 'may not'],
  ['gateway/src/c.ts', '@fiscal/kit/events', 'createLogReader', 'may'],
  ['kit/src/a.ts', '../../gateway/src/pipeline.ts', 'pipeline', 'may not'],
  ['kit/src/b.ts', '@fiscal/auth', 'anything', 'may not'],
];

let folder: string;
let reported: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fiscal-arrows-'));
  await copyFile(join(root, 'biome.json'), join(folder, 'biome.json'));
  for (const [file, from, name] of imports) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `import { ${name} } from '${from}';\n\nexport const used = ${name};\n`);
  }
  reported = await reportedFiles(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The files in which Biome finds an import that is not allowed. */
function reportedFiles(cwd: string): Promise<string[]> {
  const biome = join(root, 'node_modules/.bin/biome');
  const options = ['lint', '--vcs-enabled=false', '--only=style/noRestrictedImports', '--reporter=json', '.'];
  return new Promise((resolve, reject) => {
    execFile(biome, [...options, '--max-diagnostics=none'], { cwd, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error && error.code !== 1) return reject(new Error(stderr, { cause: error }));
      const { diagnostics } = JSON.parse(stdout) as { diagnostics: { location: { path: string } }[] };
      resolve(diagnostics.map(({ location }) => location.path));
    });
  });
}

describe('the arrows of the architecture', () => {
  it.each(imports)('%s, from %s, %s: it %s', (file, _from, _name, verdict) => {
    expect(reported.includes(file)).toBe(verdict === 'may not');
  });
});
