import { join } from 'node:path';
import { type Backing, nodeProgram } from './backing.ts';
import type { Given, Ports } from './config.ts';
import type { Guard } from './guard/guard.ts';
import { type Keys, loadKeys } from './keys.ts';
import { type Program, type Supervised, supervise } from './process/supervise.ts';
import { untilListening, untilReady } from './ready.ts';
import { buildPage } from './schemas/build-page.ts';
import { publishSchemas } from './schemas/publish-schemas.ts';
import { graphRef, serviceEnvironment, serviceNames, services } from './services.ts';

type StartOptions = {
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly given: Given;
  readonly ports: Ports;
  readonly guard: Guard;
  readonly log: (name: string, line: string) => void;
  readonly backing: Backing;
  /** What was started is added here, so that it can be stopped in reverse even when the start fails. */
  readonly levels: Supervised[][];
  readonly signal: AbortSignal;
};

/** How long the rest waits for a service that it can do without. */
const optionalMs = 30_000;
const preload = ['--import', '@fiscal/kit/telemetry'];

/** Starts the embedded parts and, on top of them, the services; gives the names of those that it does without. */
export async function startProcesses(options: StartOptions): Promise<string[]> {
  const { ports, backing, signal, log } = options;
  const page = buildPage(signal).catch((error: unknown) => {
    log('schema-registry', `Its page is not built: ${error instanceof Error ? error.message : error}`);
  });
  const listening = { postgres: ports.POSTGRES_PORT, broker: ports.BROKER_PORT, mailbox: ports.MAILBOX_PORT };
  const parts = begin(options, backing.programs);
  const up = parts.map((part) => untilListening(part, listening[part.name as keyof typeof listening], signal));
  // Nobody needs the mailbox in order to start.
  await Promise.all(up.filter((_, index) => parts[index]?.name !== 'mailbox'));
  await page;
  signal.throwIfAborted();
  const keys = await loadKeys(join(options.dataDir, 'keys.json'), serviceNames);
  const processes = begin(options, servicePrograms(options, keys));
  const published = publishWhenReady(processes, options, keys);
  const [off] = await Promise.all([waitForServices(processes, options), published, ...up]);
  return off;
}

/** The gateway may wait for this, so it begins as soon as the registry is there. Without it the rest is still of use. */
async function publishWhenReady(processes: readonly Supervised[], options: StartOptions, keys: Keys): Promise<void> {
  const { ports, env, signal, log } = options;
  const name = 'schema-registry';
  const registry = processes.find((one) => one.name === name);
  const url = `http://127.0.0.1:${ports.SCHEMA_REGISTRY_PORT}`;
  if (!registry || !(await untilReady(registry, url, signal))) return;
  const target = { url, key: env.REGISTRY_ADMIN_KEY || keys.registryAdminKey, ref: graphRef };
  try {
    const launch = await publishSchemas(new URL('../../rover.yaml', import.meta.url), target, signal);
    if (launch !== undefined) log(name, `The house's schemas are published: launch ${launch} of ${graphRef}.`);
  } catch (error) {
    log(name, `The house's schemas are not published: ${error instanceof Error ? error.message : error}`);
  }
}

function begin({ levels, log }: StartOptions, programs: readonly Program[]): Supervised[] {
  const level = programs.map((program) => supervise(program, (line) => log(program.name, line)));
  levels.push(level);
  return level;
}

function servicePrograms({ env, given, ports, guard, log, backing }: StartOptions, keys: Keys): Program[] {
  const addresses = backing.addresses();
  return serviceNames.map((name) => {
    const environment = serviceEnvironment(name, { env, given, ports, keys, addresses });
    return nodeProgram(name, `${services[name].folder}/src/main.ts`, environment, guard, log, preload);
  });
}

async function waitForServices(processes: readonly Supervised[], { ports, signal }: StartOptions): Promise<string[]> {
  const ready = serviceNames.map(async (name, index) => {
    const process = processes[index];
    if (!process) throw new Error(`${name} was not started`);
    const url = `http://127.0.0.1:${ports[services[name].http]}`;
    if (!services[name].optional) return untilReady(process, url, signal);
    const patience = AbortSignal.any([signal, AbortSignal.timeout(optionalMs)]);
    return untilReady(process, url, patience).catch(() => false);
  });
  const states = await Promise.all(ready);
  const off = serviceNames.filter((_, index) => !states[index]);
  const needed = off.filter((name) => !services[name].optional);
  if (needed.length > 0) throw new Error(`${needed.join(', ')} cannot start: see above what is missing`);
  return off;
}
