import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { issueCertificate } from './certificate.ts';
import { createRandom } from './random.ts';
import { seededRsaKey } from './rsa-key.ts';

export type Taxpayer = { readonly rfc: string; readonly name: string };

/** A key with the certificate that says whose it is. */
export type Seal = {
  /** The certificate's number, 20 digits. */
  readonly number: string;
  /** DER. */
  readonly certificate: Buffer;
  readonly key: KeyObject;
};

/** Who vouches for samples: a root of its own making, seals for taxpayers, and the one that stamps. */
export type Authority = {
  /** DER of the root certificate. */
  readonly root: Buffer;
  /** RFC of who stamps. */
  readonly stamperRfc: string;
  readonly stamper: Seal;
  /** The taxpayer's seal (a CSD), the same one every time. */
  sealOf(taxpayer: Taxpayer): Seal;
};

const commonName = '2.5.4.3';
const nameAttribute = '2.5.4.41';
const organization = '2.5.4.10';
/** x500UniqueIdentifier: where these certificates keep the RFC. */
const uniqueIdentifier = '2.5.4.45';

const rootName = [
  [commonName, 'Demo Authority of Fiscal Graph'],
  [organization, 'Fiscal Graph, for demonstration and tests only'],
] as const;
const notBefore = new Date('2023-01-01T00:00:00Z');
const notAfter = new Date('2043-01-01T00:00:00Z');
const maxSeals = 1_000;

/**
 * The demo authority of a seed. Keys, certificates and signatures are all derived from it: real RSA, but no secret.
 * Throws after 1000 taxpayers.
 */
export function createAuthority(seed: number): Authority {
  const rootKey = seededRsaKey(createRandom(`${seed}:root`));
  const root = certify('30001000009800000001', rootName, rootKey, true);
  const seals = new Map<string, Seal>();

  function certify(number: string, subject: typeof rootName | Subject, key: KeyObject, authority: boolean): Buffer {
    const publicKey = createPublicKey(key);
    return issueCertificate({
      number,
      subject,
      issuer: rootName,
      publicKey,
      signingKey: rootKey,
      notBefore,
      notAfter,
      authority,
    });
  }

  function createSeal({ rfc, name }: Taxpayer): Seal {
    const key = seededRsaKey(createRandom(`${seed}:${rfc}`));
    const number = numberOf(seed, rfc);
    const subject: Subject = [
      [commonName, name],
      [nameAttribute, name],
      [organization, name],
      [uniqueIdentifier, rfc],
    ];
    return { number, key, certificate: certify(number, subject, key, false) };
  }

  function sealOf(taxpayer: Taxpayer): Seal {
    const known = seals.get(taxpayer.rfc);
    if (known) return known;
    if (seals.size >= maxSeals) throw new Error(`the demo authority seals for ${maxSeals} taxpayers at most`);
    const seal = createSeal(taxpayer);
    seals.set(taxpayer.rfc, seal);
    return seal;
  }

  const stamperRfc = 'SPR190613I52';
  return { root, stamperRfc, stamper: createSeal({ rfc: stamperRfc, name: 'Demo Stamper of Fiscal Graph' }), sealOf };
}

/** Signs as CFDI asks: RSA with SHA-256 (PKCS #1 v1.5) over the UTF-8 text, in base64. */
export function signText(text: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(text, 'utf8'), key).toString('base64');
}

type Subject = readonly (readonly [string, string])[];

function numberOf(seed: number, rfc: string): string {
  const digits = createRandom(`${seed}:${rfc}:number`).integer(100_000_000);
  return `300010000098${String(digits).padStart(8, '0')}`;
}
