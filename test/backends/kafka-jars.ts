import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const kafkaVersion = '4.1.0';
const log4jVersion = '2.24.3';
const backends = fileURLToPath(new URL('../../.backends/', import.meta.url));
const jars = join(backends, `kafka-${kafkaVersion}`);
const downloadMs = 300_000;

/**
 * The folder with Apache Kafka's jars, fetched with Maven when it is not there yet. Several processes may ask at once.
 * @throws Error that says what the machine lacks.
 */
export async function kafkaJars(): Promise<string> {
  await requireJava();
  if (await isThere()) return jars;
  await mkdir(backends, { recursive: true });
  const work = await mkdtemp(join(backends, 'fetch-'));
  try {
    await writeFile(join(work, 'pom.xml'), pom());
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], {
      cwd: work,
      timeout: downloadMs,
    });
    // Whole or not at all; who comes second leaves the first one's in place.
    await rename(join(work, 'jars'), jars).catch(async (error: unknown) => {
      if (!(await isThere())) throw error;
    });
    return jars;
  } catch (error) {
    throw new Error(`org.apache.kafka:kafka_2.13:${kafkaVersion} could not be fetched with Maven`, { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function isThere(): Promise<boolean> {
  const files = await readdir(jars).catch(() => []);
  return files.length > 0;
}

async function requireJava(): Promise<void> {
  const { stderr } = await run('java', ['-version']).catch(() => ({ stderr: '' }));
  const version = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  if (version < 17) throw new Error('Java 17 or later is not installed');
}

function pom(): string {
  const dependencies = [
    ['org.apache.kafka', 'kafka_2.13', kafkaVersion],
    ['org.apache.logging.log4j', 'log4j-slf4j-impl', log4jVersion],
    ['org.apache.logging.log4j', 'log4j-core', log4jVersion],
  ].map(([group, artifact, version]) => {
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>backends</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependencies.join('\n')}</dependencies></project>`;
}
