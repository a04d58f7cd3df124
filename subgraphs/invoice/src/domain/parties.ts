import type { Finding } from './validation/finding.ts';

/** NOT_A_PARTY: an organisation keeps documents that it sent or received, so it owns the RFC of one side at least. */
export function checkParties(
  issuerRfc: string,
  receiverRfc: string | null,
  ownedRfcs: readonly string[],
): readonly Finding[] {
  if (ownedRfcs.includes(issuerRfc) || (receiverRfc !== null && ownedRfcs.includes(receiverRfc))) return [];
  const message = "neither the issuer's nor the receiver's RFC belongs to the organisation";
  return [{ code: 'NOT_A_PARTY', message, path: '/cfdi:Comprobante' }];
}

/** DUPLICATE_UUID: the organisation has another document of this UUID that is not rejected or failed. */
export function duplicateUuid(uuid: string | null): Finding {
  return {
    code: 'DUPLICATE_UUID',
    message: `the organisation already has a document of UUID ${uuid ?? ''}`,
    path: '/cfdi:Comprobante/cfdi:Complemento/tfd:TimbreFiscalDigital/@UUID',
  };
}
