import { join, resolve } from 'node:path';
import { createBacking, nodeProgram } from './backing.ts';
import { type Given, type Ports, readGiven } from './config.ts';
import { type Guard, startGuard } from './guard/guard.ts';
import { loadKeys } from './keys.ts';
import { lock, unlock } from './lock.ts';
import { choosePorts } from './ports.ts';
import { signalGroup } from './process/pid.ts';
import { type Supervised, supervise } from './process/supervise.ts';
import { untilListening, untilReady } from './ready.ts';
import { seedDemo } from './seed.ts';
import { serviceEnvironment, serviceNames, services } from './services.ts';
import { createFormatLine } from './terminal/log-line.ts';

export type PlatformOptions = {
  /** Everything that is kept between runs lies here. */
  readonly dataDir: string;
  /** Addresses given here are used instead of embedded parts; the rest is passed on to the services. */
  readonly env: NodeJS.ProcessEnv;
  /** `default` ones are always the same, or as the environment says; `free` ones disturb nobody. */
  readonly ports: 'default' | 'free';
  /** A line of the log of any process, ready to be shown. */
  readonly log: (line: string) => void;
  readonly colours?: boolean;
  /** Stops a start that is under way. */
  readonly signal?: AbortSignal;
};

export type Platform = {
  readonly urls: { readonly gateway: string; readonly mailbox: string } & Readonly<Record<string, string>>;
  /** Services and parts that are off for want of settings, with what the platform does without. */
  readonly off: readonly string[];
  process(name: string): PlatformProcess;
  /** The number of every process that belongs to the platform now. */
  pids(): readonly number[];
  /** Stops everything in reverse within 30 s; what has not stopped by then is killed. */
  stop(): Promise<void>;
};

export type PlatformProcess = {
  /** Undefined while it is down. */
  readonly pid: number | undefined;
  /** Does to the process what `kill` does; one that ends is started again. */
  kill(signal: NodeJS.Signals): void;
  /** Kills it and leaves it down. */
  suspend(): Promise<void>;
  resume(): void;
};

const startMs = 120_000;
const stopMs = 30_000;

/** Starts every part whose address is not given, then every service, waits until all are ready, and adds the demo users. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const dataDir = resolve(options.dataDir);
  const given = readGiven(options.env);
  const ports = await choosePorts(options.ports, options.env, given);
  const urls = urlsOf(ports, given);
  const guard = startGuard();
  const levels: Supervised[][] = [];
  const deadline = AbortSignal.timeout(startMs);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;

  async function stop(): Promise<void> {
    const deadlineAt = Date.now() + stopMs;
    for (const level of levels.toReversed()) {
      await Promise.all(level.map((one) => one.stop(Math.max(deadlineAt - Date.now(), 1))));
    }
    await guard.stop();
    await unlock(dataDir);
  }

  try {
    await lock(dataDir, guard.pid, urls);
  } catch (error) {
    await guard.stop();
    throw error;
  }
  try {
    const off = await startAll({ ...options, dataDir, signal }, given, ports, guard, levels);
    await seedDemo(urls.gateway, signal);
    return { urls, off, process: (name) => processOf(find(levels, name)), pids: () => pidsOf(levels, guard), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(
  { dataDir, env, log, colours = false, signal }: PlatformOptions & { readonly signal: AbortSignal },
  given: Given,
  ports: Ports,
  guard: Guard,
  levels: Supervised[][],
): Promise<string[]> {
  const format = createFormatLine(colours);
  const write = (name: string, line: string) => log(format(name, line));
  const begin = (programs: Parameters<typeof supervise>[0][]) => {
    const level = programs.map((program) => supervise(program, (line) => write(program.name, line)));
    levels.push(level);
    return level;
  };

  const backing = createBacking({ dataDir, env, given, ports, guard, log: write });
  const listening = { postgres: ports.POSTGRES_PORT, broker: ports.BROKER_PORT, mailbox: ports.MAILBOX_PORT };
  const parts = begin([...backing.programs]);
  await Promise.all(parts.map((part) => untilListening(part, listening[part.name as keyof typeof listening], signal)));
  const keys = await loadKeys(join(dataDir, 'keys.json'), serviceNames);
  const addresses = backing.addresses();
  const processes = begin(
    serviceNames.map((name) => {
      const environment = serviceEnvironment(name, { env, given, ports, keys, addresses });
      const args = ['--import', '@fiscal/kit/telemetry'];
      return nodeProgram(name, `${services[name].folder}/src/main.ts`, environment, guard, write, args);
    }),
  );
  return waitForServices(processes, ports, signal);
}

async function waitForServices(processes: Supervised[], ports: Ports, signal: AbortSignal): Promise<string[]> {
  const states = await Promise.all(
    serviceNames.map(async (name, index) => {
      const process = processes[index];
      if (!process) throw new Error(`${name} was not started`);
      return untilReady(process, `http://127.0.0.1:${ports[services[name].http]}`, signal);
    }),
  );
  const off = serviceNames.filter((_, index) => !states[index]);
  const needed = off.filter((name) => !services[name].optional);
  if (needed.length > 0) throw new Error(`${needed.join(', ')} cannot start: see above what is missing`);
  return off;
}

function urlsOf(ports: Ports, given: Given): Platform['urls'] {
  const http = (port: number) => `http://localhost:${port}`;
  return {
    gateway: http(ports.GATEWAY_PORT),
    mailbox: given.SMTP_URL ? '' : http(ports.MAILBOX_PORT),
    ...Object.fromEntries(
      serviceNames.filter((name) => name !== 'gateway').map((name) => [name, http(ports[services[name].http])]),
    ),
  };
}

function processOf(supervised: Supervised): PlatformProcess {
  return {
    get pid() {
      return supervised.pid();
    },
    kill(signal) {
      const pid = supervised.pid();
      if (pid !== undefined) signalGroup(pid, signal);
    },
    suspend: supervised.suspend,
    resume: supervised.resume,
  };
}

function find(levels: readonly Supervised[][], name: string): Supervised {
  const found = levels.flat().find((one) => one.name === name);
  if (!found) throw new Error(`no process ${name}: there are ${levels.flat().map((one) => one.name)}`);
  return found;
}

function pidsOf(levels: readonly Supervised[][], guard: Guard): number[] {
  return [guard.pid, ...levels.flat().flatMap((one) => one.pid() ?? [])];
}
