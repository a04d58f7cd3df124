import { describe, expect, it } from '@jest/globals';
import { buildDocument, buildStamp, cfdi, type DocumentOptions, issuerRfc } from '../../../test/document.ts';
import { factsOf } from './facts.ts';
import { maxFindings } from './finding.ts';
import { readDocument } from './read-document.ts';
import { readEnvelope } from './read-envelope.ts';
import { finish } from './sliced.ts';
import { validate } from './validate.ts';

const uuid = '7D041B9D-18C8-4690-8663-60393FBE07A4';

function findingsOf(document: string) {
  return validate(finish(readDocument(Buffer.from(document))));
}

function codesOf(options: DocumentOptions): readonly string[] {
  return findingsOf(buildDocument(options)).map(({ code }) => code);
}

describe('the rules', () => {
  it('find nothing in a good document', () => {
    expect(findingsOf(buildDocument())).toEqual([]);
  });

  it('name another root, and then nothing else', () => {
    const older = buildDocument().replaceAll(cfdi, 'http://www.sat.gob.mx/cfd/3');
    expect(findingsOf(older)).toMatchObject([{ code: 'CFDI_ROOT', path: '/*' }]);
    expect(findingsOf('<Comprobante Version="4.0"/>')).toMatchObject([{ code: 'CFDI_ROOT' }]);
  });

  it.each([['4.1'], ['3.3'], [null]])('name version %s', (version) => {
    expect(codesOf({ attributes: { Version: version } })).toEqual(['CFDI_VERSION']);
  });

  it.each([
    'Fecha',
    'Sello',
    'NoCertificado',
    'Certificado',
    'SubTotal',
    'Moneda',
    'Total',
    'TipoDeComprobante',
    'Exportacion',
    'LugarExpedicion',
  ])('name a Comprobante without %s', (name) => {
    const findings = findingsOf(buildDocument({ attributes: { [name]: null } }));
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'CFDI_ATTRIBUTE_MISSING', path: `/cfdi:Comprobante/@${name}` }),
    );
  });

  it.each([
    ['Fecha', '2025-03-10T09:15:00-06:00'],
    ['Fecha', '2025-02-30T09:15:00'],
    ['SubTotal', '-100.00'],
    ['SubTotal', '1e2'],
    ['Total', '100,00'],
    ['Moneda', 'mxn'],
    ['TipoDeComprobante', 'X'],
    ['LugarExpedicion', '425'],
  ])('name %s when it is %s', (name, value) => {
    const findings = findingsOf(buildDocument({ attributes: { [name]: value } }));
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'CFDI_ATTRIBUTE_INVALID', path: `/cfdi:Comprobante/@${name}` }),
    );
  });

  it('name what parties and lines lack, by their place', () => {
    const broken = buildDocument({
      lines: [{ importe: '60.00' }, { importe: '40.00' }],
      attributes: { SubTotal: '100.00', Total: '100.00' },
    })
      .replace('UsoCFDI="G03"', '')
      .replace('Nombre="EMISOR DE PRUEBA"', 'Nombre="A|B"')
      .replace(/ObjetoImp="01"(?=\/><\/cfdi:Conceptos>)/, '');
    expect(findingsOf(broken)).toMatchObject([
      { code: 'CFDI_ATTRIBUTE_INVALID', path: '/cfdi:Comprobante/cfdi:Emisor/@Nombre' },
      { code: 'CFDI_ATTRIBUTE_MISSING', path: '/cfdi:Comprobante/cfdi:Receptor/@UsoCFDI' },
      { code: 'CFDI_ATTRIBUTE_MISSING', path: '/cfdi:Comprobante/cfdi:Conceptos/cfdi:Concepto[2]/@ObjetoImp' },
    ]);
  });

  it('name a document without lines', () => {
    expect(findingsOf(buildDocument({ lines: [], attributes: { SubTotal: '0', Total: '0' } }))).toMatchObject([
      { code: 'CFDI_ATTRIBUTE_MISSING', path: '/cfdi:Comprobante/cfdi:Conceptos' },
    ]);
  });

  it('name a stamp that is not there, or is not inside Complemento', () => {
    expect(codesOf({ complement: '' })).toEqual(['CFDI_STAMP_MISSING']);
    expect(codesOf({ complement: '', tail: `<cfdi:Addenda>${buildStamp(uuid)}</cfdi:Addenda>` })).toEqual([
      'CFDI_STAMP_MISSING',
    ]);
  });

  it('name a UUID that is none, and a second stamp', () => {
    expect(codesOf({ uuid: '9C4B1E20-0000-4000-8000-0000000000ZZ' })).toEqual(['CFDI_UUID_INVALID']);
    expect(codesOf({ complement: buildStamp(uuid) + buildStamp(uuid) })).toEqual(['CFDI_UUID_INVALID']);
    expect(codesOf({ complement: buildStamp(uuid).replace('Version="1.1"', 'Version="1.0"') })).toEqual([
      'CFDI_ATTRIBUTE_INVALID',
    ]);
  });

  it('stop at a hundred findings', () => {
    const lines = Array.from({ length: 300 }, () => ({ importe: 'x' }));
    expect(findingsOf(buildDocument({ lines }))).toHaveLength(maxFindings);
  });

  it('quote no more than 60 characters of a document', () => {
    const [finding] = findingsOf(buildDocument({ attributes: { Moneda: 'x'.repeat(5_000) } }));
    expect(finding?.message.length).toBeLessThan(100);
  });
});

describe('reading a document', () => {
  it('tells what it says of itself, as written', () => {
    const taxes = '<cfdi:Impuestos TotalImpuestosTrasladados="16.00"/>';
    const attributes = { Total: '116.00' };
    expect(factsOf(finish(readDocument(Buffer.from(buildDocument({ uuid, taxes, attributes })))))).toEqual({
      ...{ uuid, type: 'INCOME', series: 'A', folio: '1', issuerName: 'EMISOR DE PRUEBA', receiverRfc: 'URE180429TM6' },
      ...{ receiverName: 'RECEPTOR ÑANDÚ', issuedAt: '2025-03-10T09:15:00', currency: 'MXN', subtotal: '100.00' },
      ...{ discount: null, taxesTransferred: '16.00', taxesWithheld: null, total: '116.00' },
    });
  });

  it('leaves out what has no shape', () => {
    const attributes = { Total: 'much', Fecha: 'today', Serie: 'x'.repeat(26), TipoDeComprobante: 'constructor' };
    expect(factsOf(finish(readDocument(Buffer.from(buildDocument({ attributes, uuid: 'none' })))))).toMatchObject({
      ...{ total: null, issuedAt: null, series: null, type: null, uuid: null },
    });
  });

  it('does not keep what lies in the Addenda, and goes on after it', () => {
    const tail = `<cfdi:Addenda><x><y/></x><cfdi:Addenda/></cfdi:Addenda><cfdi:After/>`;
    const document = finish(readDocument(Buffer.from(buildDocument({ tail }))));
    expect(document.children.map(({ name }) => name)).toEqual([
      'Emisor',
      'Receptor',
      'Conceptos',
      'Complemento',
      'Addenda',
      'After',
    ]);
    expect(document.children.find(({ name }) => name === 'Addenda')?.children).toEqual([]);
  });

  it('finds the issuer, in a document of another version too', () => {
    const envelopeOf = (document: string) => finish(readEnvelope(Buffer.from(document)));
    expect(envelopeOf(buildDocument({ issuer: 'Ñ&A900101AB1' }))).toMatchObject({ issuerRfc: 'Ñ&A900101AB1' });
    expect(envelopeOf(buildDocument().replaceAll(cfdi, 'http://www.sat.gob.mx/cfd/3'))).toMatchObject({ issuerRfc });
  });

  it('finds the date, unless it is no date', () => {
    const dated = (date: string) => buildDocument().replace(/ Fecha="[^"]*"/, ` Fecha="${date}"`);
    const dateOf = (date: string) => finish(readEnvelope(Buffer.from(dated(date)))).issuedAt;
    expect(dateOf('2026-02-28T23:59:59')).toBe('2026-02-28T23:59:59');
    expect([dateOf('2026-02-30T00:00:00'), dateOf('2026-02-28'), dateOf('')]).toEqual([null, null, null]);
  });

  it.each([
    ['no issuer', '<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4"/>'],
    ['an issuer that is no RFC', buildDocument({ issuer: 'NOBODY' })],
    ['an issuer somewhere else', `<a xmlns="${cfdi}"><b><Emisor Rfc="${issuerRfc}"/></b></a>`],
    ['an issuer of another namespace', `<a xmlns="${cfdi}"><Emisor xmlns="u" Rfc="${issuerRfc}"/></a>`],
  ])('refuses a document with %s', (_, document) => {
    expect(() => finish(readEnvelope(Buffer.from(document)))).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_UNREADABLE' }),
    );
  });
});
