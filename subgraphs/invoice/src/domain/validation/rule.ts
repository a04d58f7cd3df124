import type { Finding } from './finding.ts';
import type { XmlElement } from './xml-element.ts';

/** A rule looks at a whole document (its root element) and says what is wrong with it. Pure; never throws. */
export type Rule = (document: XmlElement) => readonly Finding[];
