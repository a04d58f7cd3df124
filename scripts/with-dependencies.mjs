// Runs a TypeScript file of this project with the Node that the project brings along, after installing what is missing.
// It is what `npm start` and `npm test` call on a fresh clone, so it is plain JavaScript without dependencies that any
// Node from 20 on can run. Use: node scripts/with-dependencies.mjs <file.ts> [arguments]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.fiscal-lock');
const lock = join(root, '.data', 'install-lock');
const neededNode = [22, 18];
const installLimitMs = 20 * 60_000;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Ends with one line that a person can act on. */
function refuse(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

function isNewEnough(version, [major, minor]) {
  const [ownMajor, ownMinor] = version.replace(/^v/, '').split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** The lock file and every workspace's package.json, in one hash: what is installed is right while it stays the same. */
function wantedState() {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folders = workspaces.flatMap((workspace) =>
    workspace.endsWith('/*')
      ? readdirSync(join(root, workspace.slice(0, -2)), { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map((entry) => join(workspace.slice(0, -2), entry.name))
      : [workspace],
  );
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  const files = ['package-lock.json', 'package.json', ...folders.sort().map((folder) => join(folder, 'package.json'))];
  for (const file of files) hash.update(`\n${file}\n`).update(readIfThere(join(root, file)));
  return hash.digest('hex');
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Only one of several commands that start at once installs; the others wait for it. A lock left behind ends by its age. */
function locked(work) {
  mkdirSync(join(root, '.data'), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isStale()) rmSync(lock, { recursive: true, force: true });
      else pause(500);
    }
  }
  try {
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isStale() {
  try {
    if (Date.now() - statSync(lock).mtimeMs > installLimitMs) return true;
    const pid = Number(readIfThere(join(lock, 'pid')));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Whether npm's own record of what it installed says the same as the lock file, so that nothing is installed twice. */
function matchesLockFile() {
  const installed = packagesOf(join(modules, '.package-lock.json'));
  if (!installed) return false;
  return Object.entries(packagesOf(join(root, 'package-lock.json')) ?? {}).every(
    ([path, { version, link, optional }]) => {
      if (!path.includes('node_modules/') || link) return true;
      return installed[path] ? installed[path].version === version : optional === true;
    },
  );
}

function packagesOf(file) {
  return JSON.parse(readIfThere(file) || '{}').packages;
}

function install() {
  const startedAt = Date.now();
  console.log('Installing dependencies with npm ci: a minute or a few, only now and when package-lock.json changes …');
  // The Node in node_modules is about to be replaced, so npm must not run on it.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== join(modules, '.bin'));
  // At npm's usual level, dozens of warnings name packages that want a newer Node than the one that only installs them.
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    timeout: installLimitMs,
    env: { ...process.env, PATH: path.join(delimiter) },
  });
  if (error) refuse(`npm could not be run: ${error.message}`);
  if (status !== 0) {
    console.error('\nThe dependencies could not be installed: see what npm says above.\n');
    process.exitCode = status ?? 1;
    return;
  }
  console.log(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

function ensureInstalled() {
  const wanted = wantedState();
  if (readIfThere(stamp) === wanted) return;
  locked(() => {
    if (readIfThere(stamp) === wanted) return;
    if (!matchesLockFile()) install();
    if (process.exitCode) return;
    mkdirSync(modules, { recursive: true });
    writeFileSync(stamp, wanted);
  });
  if (process.exitCode) process.exit();
}

/** The Node of the project, or the one at hand when that is new enough: TypeScript runs as it is from 22.18 on. */
function findNode() {
  const own = join(modules, '.bin', 'node');
  const version = (spawnSync(own, ['--version'], { encoding: 'utf8', timeout: 30_000 }).stdout ?? '').trim();
  if (/^v\d/.test(version) && isNewEnough(version, neededNode)) return own;
  if (isNewEnough(process.version, neededNode)) return process.execPath;
  return refuse(
    [
      `Node ${neededNode.join('.')} or newer is needed to run TypeScript as it is; this is ${process.version}, and the one`,
      `in node_modules ${version ? `is ${version}` : 'does not run'}. npm may have held back its install script. Allow it with`,
      '  npm rebuild node --ignore-scripts=false',
      'then try again; or install Node 24 from nodejs.org.',
    ].join('\n'),
  );
}

function run(node, args) {
  const path = `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path } });
  for (const signal of signals) {
    process.on(signal, () => {
      // Ctrl-C reaches every process of the terminal by itself.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  // An npm that is asked to stop takes its shell along, but tells nobody below.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
  child.on('error', (error) => refuse(`${node} could not be run: ${error.message}`));
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    if (signal) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}

if (!isNewEnough(process.version, [20, 0])) {
  refuse(`Node 20 or newer is needed to begin with; this is ${process.version}. Install Node 24 from nodejs.org.`);
}
if (process.argv.length < 3) refuse('Use: node scripts/with-dependencies.mjs <file.ts> [arguments]');
ensureInstalled();
run(findNode(), process.argv.slice(2));
