import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const backends = fileURLToPath(new URL('../../.backends/', import.meta.url));
const downloadMs = 300_000;

/**
 * The folder with the jars of these coordinates (`group:artifact:version`) and of all that they need, fetched with Maven
 * when it is not there yet. Several processes may ask at once.
 * @param name of the folder; it carries the version, so that another version is fetched anew.
 * @throws Error that says what the machine lacks.
 */
export async function mavenJars(name: string, coordinates: readonly string[]): Promise<string> {
  await requireJava();
  const jars = join(backends, name);
  if (await isThere(jars)) return jars;
  await mkdir(backends, { recursive: true });
  const work = await mkdtemp(join(backends, 'fetch-'));
  try {
    await writeFile(join(work, 'pom.xml'), pom(coordinates));
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], {
      cwd: work,
      timeout: downloadMs,
    });
    // Whole or not at all; who comes second leaves the first one's in place.
    await rename(join(work, 'jars'), jars).catch(async (error: unknown) => {
      if (!(await isThere(jars))) throw error;
    });
    return jars;
  } catch (error) {
    throw new Error(`${coordinates.join(', ')} could not be fetched with Maven`, { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function isThere(jars: string): Promise<boolean> {
  const files = await readdir(jars).catch(() => []);
  return files.length > 0;
}

async function requireJava(): Promise<void> {
  const { stderr } = await run('java', ['-version']).catch(() => ({ stderr: '' }));
  const version = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  if (version < 17) throw new Error('Java 17 or later is not installed');
}

function pom(coordinates: readonly string[]): string {
  const dependencies = coordinates.map((each) => {
    const [group, artifact, version] = each.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project><modelVersion>4.0.0</modelVersion>
<groupId>backends</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependencies.join('\n')}</dependencies></project>`;
}
