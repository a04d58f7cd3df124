import { execFileSync } from 'node:child_process';
import { verify, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAuthority } from '../samples/authority.ts';
import { createSamples } from '../samples/samples.ts';
import { norte, partners } from '../samples/taxpayers.ts';
import { readXml } from './read-xml.ts';

// The tax authority's own schemas and stylesheets are the judge here; they lie beside the project, not in it.
const corpus = process.env.CFDI_CORPUS ?? resolve(import.meta.dirname, '../../../../shared/data/cfdi/open');
const standard = join(corpus, '../schemas/www.sat.gob.mx/sitio_internet/cfd');
const stylesheet = join(standard, '4/cadenaoriginal_4_0/cadenaoriginal_4_0.xslt');
const missing = [
  ...(existsSync(stylesheet) ? [] : ['the official schemas (CFDI_CORPUS)']),
  ...['xmllint', 'xsltproc'].filter((tool) => !isInstalled(tool)),
].join(', ');
const suite = missing ? describe.skip : describe;
const note = missing ? ` (left out here: no ${missing})` : '';

const samples = createSamples({ seed: 99, authority: createAuthority(99) });
const documents = Array.from({ length: 12 }, (_, index) =>
  samples.next({
    issuer: norte,
    receiver: partners[index % partners.length] ?? norte,
    issuedAt: '2026-05-04T10:15:00',
    kind: 'valid',
  }),
);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samples-'));
  await Promise.all(documents.map(({ xml }, index) => writeFile(join(folder, `${index}.xml`), xml)));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

suite(`samples held against the published standard${note}`, () => {
  it('keep to the schemas of CFDI 4.0 and of its stamp', async () => {
    const both = join(folder, 'both.xsd');
    await writeFile(
      both,
      `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
        <xs:import namespace="http://www.sat.gob.mx/cfd/4" schemaLocation="${join(standard, '4/cfdv40.xsd')}"/>
        <xs:import namespace="http://www.sat.gob.mx/TimbreFiscalDigital"
          schemaLocation="${join(standard, 'TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd')}"/>
      </xs:schema>`,
    );
    const files = documents.map((_, index) => join(folder, `${index}.xml`));
    expect(() =>
      execFileSync('xmllint', ['--nonet', '--noout', '--schema', both, ...files], { stdio: 'pipe' }),
    ).not.toThrow();
  }, 60_000);

  it('are sealed over the original string that the official stylesheet gives', () => {
    for (const [index, { xml }] of documents.entries()) {
      const args = ['--nonet', stylesheet, join(folder, `${index}.xml`)];
      const original = execFileSync('xsltproc', args, { stdio: ['ignore', 'pipe', 'ignore'] });
      const { Certificado = '', Sello = '' } = readXml(xml).attributes;
      const key = new X509Certificate(Buffer.from(Certificado, 'base64')).publicKey;
      expect(verify('sha256', original, key, Buffer.from(Sello, 'base64'))).toBe(true);
    }
  }, 60_000);
});

function isInstalled(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
