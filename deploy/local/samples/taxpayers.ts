import type { Taxpayer } from './authority.ts';

/** The organisations of the demonstration. Their RFCs are ones that the tax authority publishes for testing. */
export const norte: Taxpayer = { rfc: 'EKU9003173C9', name: 'COMERCIAL NORTE' };
export const sur: Taxpayer = { rfc: 'URE180429TM6', name: 'SERVICIOS SUR' };

/** Whom they trade with, published test RFCs too; nobody of these uses the platform. */
export const partners: readonly [Taxpayer, ...Taxpayer[]] = [
  { rfc: 'XIA190128J61', name: 'ARTICULOS DEL CENTRO' },
  { rfc: 'IIA040805DZ4', name: 'INDUSTRIAS DEL AGUA' },
  { rfc: 'JES900109Q90', name: 'JARDINES Y ESPACIOS' },
  { rfc: 'S&S051221SE2', name: 'SERVICIOS & SOLUCIONES' },
];
