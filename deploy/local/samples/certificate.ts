import { type KeyObject, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
} from '@peculiar/asn1-x509';

const sha256WithRsa = new AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.11', parameters: null });

export type CertificateRequest = {
  /** 20 digits; the certificate's serial is their ASCII bytes, as in the tax authority's own. */
  readonly number: string;
  /** Parts of the name by object identifier, in order. */
  readonly subject: readonly (readonly [oid: string, value: string])[];
  readonly issuer: readonly (readonly [oid: string, value: string])[];
  readonly publicKey: KeyObject;
  /** The issuer's. */
  readonly signingKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly authority: boolean;
};

/** Makes an X.509 v3 certificate (RFC 5280) signed by RSA with SHA-256; gives its DER bytes. */
export function issueCertificate(request: CertificateRequest): Buffer {
  const spki = request.publicKey.export({ type: 'spki', format: 'der' });
  const tbsCertificate = new TBSCertificate({
    version: 2,
    serialNumber: exact(Buffer.from(request.number, 'ascii')),
    signature: sha256WithRsa,
    issuer: nameOf(request.issuer),
    validity: new Validity({ notBefore: request.notBefore, notAfter: request.notAfter }),
    subject: nameOf(request.subject),
    subjectPublicKeyInfo: AsnConvert.parse(spki, SubjectPublicKeyInfo),
    extensions: new Extensions(extensionsOf(request.authority)),
  });
  const signatureValue = exact(sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), request.signingKey));
  const certificate = new Certificate({ tbsCertificate, signatureAlgorithm: sha256WithRsa, signatureValue });
  return Buffer.from(AsnConvert.serialize(certificate));
}

function nameOf(parts: CertificateRequest['subject']): Name {
  return new Name(
    parts.map(([type, value]) => {
      const attribute = new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String: value }) });
      return new RelativeDistinguishedName([attribute]);
    }),
  );
}

function extensionsOf(authority: boolean): Extension[] {
  const usage = authority ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation;
  return [
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: authority })),
    extension(id_ce_keyUsage, new KeyUsage(usage)),
  ];
}

function extension(extnID: string, value: object): Extension {
  return new Extension({ extnID, critical: true, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** The bytes alone, without the larger buffer that Node may keep them in. */
function exact(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
