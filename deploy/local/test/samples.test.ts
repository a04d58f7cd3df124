import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createAuthority } from '../samples/authority.ts';
import { createSamples, type Sample, type SampleKind } from '../samples/samples.ts';
import { norte, partners, sur } from '../samples/taxpayers.ts';
import { type ReadElement, readXml } from './read-xml.ts';

const authority = createAuthority(7);
const when = '2026-05-04T10:15:00';

function draw(seed: number, kind: SampleKind, issuer = norte): Sample {
  return createSamples({ seed, authority }).next({ issuer, receiver: partners[0], issuedAt: when, kind });
}

function cents(amount: string | undefined): bigint {
  return BigInt((amount ?? '0.00').replace('.', ''));
}

function all(from: ReadElement, ...path: string[]): ReadElement[] {
  return path.reduce(
    (found, name) => found.flatMap((one) => one.children.filter((child) => child.name === name)),
    [from],
  );
}

function added(elements: readonly ReadElement[], attribute: string): bigint {
  return elements.reduce((total, one) => total + cents(one.attributes[attribute]), 0n);
}

describe('a valid sample', () => {
  it('adds up to the cent, line by line, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), (seed) => {
        const { attributes, ...root } = readXml(draw(seed, 'valid').xml);
        const lines = all({ attributes, ...root }, 'cfdi:Conceptos', 'cfdi:Concepto');
        const taxes = lines.flatMap((line) => all(line, 'cfdi:Impuestos', 'cfdi:Traslados', 'cfdi:Traslado'));
        const withheld = lines.flatMap((line) => all(line, 'cfdi:Impuestos', 'cfdi:Retenciones', 'cfdi:Retencion'));
        const summary = all({ attributes, ...root }, 'cfdi:Impuestos');
        expect(cents(attributes.SubTotal)).toBe(added(lines, 'Importe'));
        expect(cents(attributes.Descuento)).toBe(added(lines, 'Descuento'));
        expect(added(summary, 'TotalImpuestosTrasladados')).toBe(added(taxes, 'Importe'));
        expect(added(summary, 'TotalImpuestosRetenidos')).toBe(added(withheld, 'Importe'));
        expect(cents(attributes.Total)).toBe(
          added(lines, 'Importe') - added(lines, 'Descuento') + added(taxes, 'Importe') - added(withheld, 'Importe'),
        );
        for (const line of lines) {
          const { Cantidad = '', ValorUnitario, Importe } = line.attributes;
          expect(BigInt(Cantidad) * cents(ValorUnitario)).toBe(cents(Importe));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('says of itself what stands in it', () => {
    const sample = draw(3, 'valid');
    const { attributes } = readXml(sample.xml);
    expect(attributes).toMatchObject({ SubTotal: sample.subtotal, Total: sample.total, Moneda: sample.currency });
    expect(attributes).toMatchObject({ TipoDeComprobante: sample.type, Fecha: when });
  });

  it('is the same for the same seed and another for the next', () => {
    expect(draw(11, 'valid')).toEqual(draw(11, 'valid'));
    expect(createAuthority(7).root).toEqual(authority.root);
    expect(draw(12, 'valid').xml).not.toBe(draw(11, 'valid').xml);
  });

  it('comes in every shape: pesos and others, income and credit notes, taxed, exempt, withheld and discounted', () => {
    const samples = createSamples({ seed: 1, authority });
    const options = { issuer: norte, receiver: partners[3] ?? sur, issuedAt: when, kind: 'valid' } as const;
    const many = Array.from({ length: 100 }, () => samples.next(options));
    expect(new Set(many.map((one) => one.currency))).toEqual(new Set(['MXN', 'USD', 'EUR']));
    expect(new Set(many.map((one) => one.type))).toEqual(new Set(['I', 'E']));
    expect(new Set(many.map((one) => one.uuid)).size).toBe(100);
    for (const shape of ['"Exento"', '"0.160000"', '"0.080000"', '"0.106667"', 'Descuento=', 'S&amp;S051221SE2']) {
      expect(many.some((one) => one.xml.includes(shape))).toBe(true);
    }
  });
});

describe('its certificate and signatures', () => {
  it('names the issuer and its number, and hangs from the authority', () => {
    const { attributes } = readXml(draw(5, 'valid', sur).xml);
    const certificate = new X509Certificate(Buffer.from(attributes.Certificado ?? '', 'base64'));
    const root = new X509Certificate(authority.root);
    expect(Buffer.from(certificate.serialNumber, 'hex').toString('ascii')).toBe(attributes.NoCertificado);
    expect(attributes.NoCertificado).toMatch(/^\d{20}$/);
    expect(certificate.subject).toContain(`x500UniqueIdentifier=${sur.rfc}`);
    expect(certificate.verify(root.publicKey)).toBe(true);
    expect([root.ca, certificate.ca]).toEqual([true, false]);
  });

  it('stamps with a signature over the seal', () => {
    const root = readXml(draw(5, 'valid').xml);
    const stamp = all(root, 'cfdi:Complemento', 'tfd:TimbreFiscalDigital')[0]?.attributes ?? {};
    expect(stamp.SelloCFD).toBe(root.attributes.Sello);
    const fields = ['Version', 'UUID', 'FechaTimbrado', 'RfcProvCertif', 'SelloCFD', 'NoCertificadoSAT'];
    const original = `||${fields.map((field) => stamp[field]).join('|')}||`;
    const key = new X509Certificate(authority.stamper.certificate).publicKey;
    expect(verify('sha256', Buffer.from(original), key, Buffer.from(stamp.SelloSAT ?? '', 'base64'))).toBe(true);
  });

  it('keeps a 2048-bit key for each taxpayer', () => {
    const [first, second] = [norte, sur].map((taxpayer) => createPublicKey(authority.sealOf(taxpayer).key));
    expect(first?.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(first?.equals(second ?? first)).toBe(false);
  });
});

describe('a broken sample', () => {
  it('states a total that its lines do not give', () => {
    const sample = draw(4, 'bad-total');
    expect(cents(readXml(sample.xml).attributes.Total) - cents(sample.total)).toBe(100n);
  });

  it('lacks exactly one required attribute', () => {
    const whole = Object.keys(readXml(draw(4, 'valid').xml).attributes);
    const present = Object.keys(readXml(draw(4, 'missing-attribute').xml).attributes);
    expect(whole.filter((name) => !present.includes(name))).toHaveLength(1);
  });

  it('has no stamp, or a DOCTYPE', () => {
    expect(draw(4, 'no-stamp').xml).not.toContain('TimbreFiscalDigital');
    expect(draw(4, 'doctype').xml).toMatch(/^<\?xml[^>]*>\n<!DOCTYPE /);
  });
});
