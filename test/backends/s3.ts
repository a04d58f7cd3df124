import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../deploy/local/ports.ts';
import type { Found } from './backend.ts';
import { mavenJars } from './maven-jars.ts';
import { startServer } from './server-process.ts';

const s3proxyVersion = '2.9.0';
const defaultBucket = 'fiscal-test';
const accessKey = 'fiscal-test';
const startMs = 30_000;
const stopMs = 10_000;

/** An S3-compatible server for tests. */
export type S3Backend = {
  readonly endpoint: string;
  /** Which the suite makes where it is missing. */
  readonly bucket: string;
  /** What a client needs in its environment to be let in. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

/** Finds a real S3-compatible server: the one in S3_ENDPOINT, or an s3proxy that can be started here from its jars. */
export async function findS3(): Promise<Found<S3Backend>> {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket = defaultBucket } = process.env;
  if (endpoint) return { start: async () => ({ endpoint, bucket, env: {}, stop: () => Promise.resolve() }) };
  try {
    await s3proxyJars();
    return { start: startS3 };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

function s3proxyJars(): Promise<string> {
  return mavenJars(`s3proxy-${s3proxyVersion}`, [`org.gaul:s3proxy:${s3proxyVersion}`]);
}

/** Starts an s3proxy that keeps everything in memory and checks signatures, on a free port. */
async function startS3(): Promise<S3Backend> {
  const jars = await s3proxyJars();
  const dir = await mkdtemp(join(tmpdir(), 'fiscal-s3-'));
  const [port = 0] = await freePorts(1);
  const endpoint = `http://127.0.0.1:${port}`;
  const secret = randomBytes(16).toString('hex');
  await writeFile(join(dir, 's3proxy.conf'), settings(endpoint, secret));
  // Its own default is to write down every step.
  await writeFile(join(dir, 'logback.xml'), '<configuration><root level="OFF"/></configuration>');
  const java = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dlogback.configurationFile=logback.xml'];
  const args = [...java, '-cp', `${jars}/*`, 'org.gaul.s3proxy.Main', '--properties', 's3proxy.conf'];
  const server = await startServer({ command: 'java', args, cwd: dir }, port, startMs);
  return {
    endpoint,
    bucket: defaultBucket,
    env: { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secret, AWS_REGION: 'us-east-1' },
    async stop() {
      await server.end('SIGTERM', stopMs);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function settings(endpoint: string, secret: string): string {
  return Object.entries({
    's3proxy.endpoint': endpoint,
    's3proxy.authorization': 'aws-v2-or-v4',
    's3proxy.identity': accessKey,
    's3proxy.credential': secret,
    'jclouds.provider': 'transient',
    'jclouds.identity': 'memory',
    'jclouds.credential': 'memory',
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}
