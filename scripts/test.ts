import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stepLimitMs = 25 * 60_000;
const jestOptions = '--experimental-vm-modules --disable-warning=ExperimentalWarning';

type Step = { readonly name: string; readonly command: readonly string[]; readonly nodeOptions?: string };
type Count = { readonly passed: number; readonly failed: number };

/** In the order of what they cost: the first fault is told soonest. */
const checks: readonly Step[] = [
  { name: 'style and arrows', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'contracts', command: ['buf', 'lint'] },
  { name: 'no broken contracts', command: ['node', 'scripts/check-contracts.ts'] },
  { name: 'types', command: ['tsc'] },
  { name: 'types of the page', command: ['tsc', '--project', 'schema-registry/web'] },
  { name: 'nothing unused', command: ['knip'] },
  { name: 'generated code and supergraph up to date', command: ['node', 'scripts/check-generated.ts'] },
];

/** Runs one step in a process group of its own, so that nothing it started outlives it. Gives its exit code. */
function run({ command: [file = '', ...args], nodeOptions }: Step, signal: AbortSignal): Promise<number> {
  // The same sources are started hundreds of times.
  const NODE_COMPILE_CACHE = join(root, 'node_modules/.cache/compiled');
  const env = {
    ...process.env,
    NODE_COMPILE_CACHE,
    ...(nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions }),
  };
  const child = spawn(file, args, { cwd: root, stdio: 'inherit', env, detached: true });
  const end = (name: NodeJS.Signals) => {
    try {
      // A negative id means the whole group.
      if (child.pid) process.kill(-child.pid, name);
    } catch {
      // The group has ended already.
    }
  };
  const timer = setTimeout(() => end('SIGKILL'), stepLimitMs);
  const interrupt = () => end('SIGINT');
  signal.addEventListener('abort', interrupt);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
      end('SIGTERM');
      resolve(code ?? 1);
    });
  });
}

/** Runs a step under its name; the line says how it went and how long it took. */
async function report(step: Step, signal: AbortSignal): Promise<{ ok: boolean; line: string }> {
  console.log(`\n▶ ${step.name}`);
  const startedAt = Date.now();
  const ok = (await run(step, signal)) === 0;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  return { ok, line: `${ok ? '✓' : '✗'} ${step.name} (${seconds} s)` };
}

/** What Jest counted; a test file that could not be run at all counts as one failure. */
async function countTests(resultFile: string): Promise<Count> {
  const text = await readFile(resultFile, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1 };
  // Jest's own format.
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(text) as Record<string, number>;
  return { passed: numPassedTests ?? 0, failed: (numFailedTests ?? 0) + (numRuntimeErrorTestSuites ?? 0) };
}

async function runAll(signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fiscal-tests-'));
  const resultFile = join(folder, 'results.json');
  const jest = ['jest', '--maxWorkers=3', '--json', `--outputFile=${resultFile}`, ...process.argv.slice(2)];
  const reports: { ok: boolean; line: string }[] = [];
  for (const step of [...checks, { name: 'tests', command: jest, nodeOptions: jestOptions }]) {
    if (!signal.aborted) reports.push(await report(step, signal));
  }
  const tests = await countTests(resultFile);
  await rm(folder, { recursive: true, force: true });
  const failedChecks = reports.slice(0, checks.length).filter(({ ok }) => !ok).length;
  if (signal.aborted || reports.some(({ ok }) => !ok)) process.exitCode = 1;
  console.log(`\n${reports.map(({ line }) => line).join('\n')}`);
  console.log(`${tests.passed + checks.length - failedChecks} passed, ${tests.failed + failedChecks} failed`);
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupted.abort());
await runAll(interrupted.signal);
