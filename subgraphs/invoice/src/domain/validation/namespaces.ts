/** Namespaces of the public standard (Anexo 20, CFDI 4.0) and of the complements that the rules look into. */
export const cfdiNamespace = 'http://www.sat.gob.mx/cfd/4';
export const stampNamespace = 'http://www.sat.gob.mx/TimbreFiscalDigital';
export const localTaxesNamespace = 'http://www.sat.gob.mx/implocal';
