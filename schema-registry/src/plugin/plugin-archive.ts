import { hash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { packTar } from 'modern-tar';
import { composerVersion } from '../domain/composition/composer-version.ts';
import { bundleScript } from './bundle-script.ts';

/** The plugin as rover downloads it. */
export type PluginArchive = {
  /** Of the composer in it, `2.14.4`. */
  readonly version: string;
  /** A gzip tar with `dist/supergraph`. */
  readonly bytes: Uint8Array;
  /** Strong: equal as long as the bytes are. */
  readonly etag: string;
};

const entry = fileURLToPath(new URL('./supergraph.ts', import.meta.url));
const compress = promisify(gzip);
// Of no moment, so that the same plugin is the same archive.
const mtime = new Date(0);

/** Bundles and packs the plugin. Takes about a second. */
export async function makePluginArchive(): Promise<PluginArchive> {
  const { script, licences } = await bundleScript(entry);
  const files = [
    { header: { name: 'dist/supergraph', size: Buffer.byteLength(script), mode: 0o755, mtime }, body: script },
    { header: { name: 'dist/LICENSE', size: Buffer.byteLength(licences), mode: 0o644, mtime }, body: licences },
  ];
  const bytes = await compress(await packTar(files));
  return { version: composerVersion, bytes, etag: `"${hash('sha256', bytes, 'base64url')}"` };
}
