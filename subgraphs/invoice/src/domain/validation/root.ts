import { type Finding, quote } from './finding.ts';
import { cfdiNamespace } from './namespaces.ts';
import type { Rule } from './rule.ts';

/** CFDI_ROOT: the root is `Comprobante` of the CFDI 4.0 namespace (Anexo 20). Nothing else can be said of another document. */
export const checkRoot: Rule = ({ uri, name }) => {
  if (name === 'Comprobante' && uri === cfdiNamespace) return [];
  const message = `the root element is ${quote(name)} of namespace ${quote(uri)}, not a Comprobante of CFDI 4.0`;
  return [{ code: 'CFDI_ROOT', message, path: `/*` }];
};

/** CFDI_VERSION: `@Version` is "4.0", the value the schema fixes. */
export const checkVersion: Rule = ({ attributes }) => {
  const version = attributes.get('Version');
  if (version === '4.0') return [];
  const said = version === undefined ? 'is missing' : `is ${quote(version)}, not 4.0`;
  return [{ code: 'CFDI_VERSION', message: `Version ${said}`, path: '/cfdi:Comprobante/@Version' } satisfies Finding];
};
