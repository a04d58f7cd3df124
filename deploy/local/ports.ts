import { createServer, type Server } from 'node:net';
import { type Given, type PortName, type Ports, portNames, readPorts } from './config.ts';

const host = '127.0.0.1';

/** That many TCP ports of this machine that nobody listens on now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map(portOf);
  await Promise.all(servers.map(close));
  return ports;
}

/**
 * The ports of a platform: those that the environment names, and for the rest free or default ones. Throws where a
 * default one is taken, naming all that are, and what to do.
 */
export async function choosePorts(which: 'default' | 'free', env: NodeJS.ProcessEnv, given: Given): Promise<Ports> {
  const names = Object.keys(portNames) as PortName[];
  if (which === 'free') {
    const free = await freePorts(names.length);
    return readPorts(Object.fromEntries(names.map((name, index) => [name, env[name] || String(free[index])])));
  }
  const ports = readPorts(env);
  const needed = names.filter((name) => !isSpared(name, given));
  const taken = (await Promise.all(needed.map(async (name) => ((await isTaken(ports[name])) ? [name] : [])))).flat();
  if (taken.length === 0) return ports;
  const list = taken.map((name) => `  port ${ports[name]} (another one: ${name}=… npm start)`).join('\n');
  throw new Error(`Something else listens where the platform wants to:\n${list}`);
}

/** Ports of parts that run elsewhere are not opened here. */
function isSpared(name: PortName, given: Given): boolean {
  if (name === 'POSTGRES_PORT') {
    const { AUTH_DATABASE_URL, INVOICE_0_DATABASE_URL, NOTIFICATION_DATABASE_URL, REGISTRY_DATABASE_URL } = given;
    return Boolean(AUTH_DATABASE_URL && INVOICE_0_DATABASE_URL && NOTIFICATION_DATABASE_URL && REGISTRY_DATABASE_URL);
  }
  if (name === 'BROKER_PORT') return Boolean(given.KAFKA_BROKERS);
  return name.startsWith('MAILBOX') && Boolean(given.SMTP_URL);
}

/** Whether somebody listens on the port already, or this user may not. */
async function isTaken(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return false;
  } catch {
    return true;
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}
