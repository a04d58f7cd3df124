import type { Authority, Taxpayer } from './authority.ts';
import { type Amounts, addUp, comprobante, type Draft } from './document.ts';
import { drawLines } from './lines.ts';
import { formatCents } from './money.ts';
import { createRandom, type Random } from './random.ts';
import { sealed, stamped } from './stamp.ts';
import { type Element, renderDocument } from './xml.ts';

/** `valid`, or what is wrong with it: each broken kind has exactly one fault. */
export const sampleKinds = ['valid', 'bad-total', 'missing-attribute', 'no-stamp', 'doctype'] as const;
export type SampleKind = (typeof sampleKinds)[number];

export type SampleOptions = {
  readonly issuer: Taxpayer;
  readonly receiver: Taxpayer;
  /** Local time, `YYYY-MM-DDTHH:MM:SS`. */
  readonly issuedAt: string;
  readonly kind: SampleKind;
  /** Of the stamp; drawn when left out. */
  readonly uuid?: string;
};

/** A document with what it must be read as; amounts are decimal strings with two places. */
export type Sample = {
  readonly xml: string;
  readonly kind: SampleKind;
  readonly uuid: string;
  readonly type: 'I' | 'E';
  readonly issuer: Taxpayer;
  readonly receiver: Taxpayer;
  readonly issuedAt: string;
  readonly currency: string;
  readonly subtotal: string;
  readonly discount: string;
  readonly taxesTransferred: string;
  readonly taxesWithheld: string;
  /** What the lines add up to; a `bad-total` document states another. */
  readonly total: string;
};

export type Samples = { next(options: SampleOptions): Sample };

const currencies = [
  ['MXN', undefined],
  ['MXN', undefined],
  ['MXN', undefined],
  ['USD', '18.4520'],
  ['EUR', '20.1175'],
] as const;
const postalCodes = ['06000', '44100', '64000', '97000'] as const;
const required = ['SubTotal', 'Moneda', 'Total', 'TipoDeComprobante', 'LugarExpedicion'] as const;
const doctype = '<!DOCTYPE Comprobante [<!ENTITY greeting "hello">]>\n';

/** Documents without end, CFDI 4.0, sealed and stamped by the authority; the same for the same seed and options. */
export function createSamples({ seed, authority }: { seed: number; authority: Authority }): Samples {
  const random = createRandom(`${seed}:samples`);
  return {
    next(options) {
      const draft = draw(random, options);
      const amounts = addUp(draft.lines);
      const uuid = options.uuid ?? random.uuid();
      const document = writeDocument(random, options, draft, amounts, authority, uuid);
      return { ...describe(options, draft, amounts), uuid, xml: document };
    },
  };
}

function draw(random: Random, { issuer, receiver, issuedAt }: SampleOptions): Draft {
  const [currency, exchangeRate] = random.pick(currencies);
  const type = random.once(8) ? 'E' : 'I';
  return {
    type,
    series: type === 'E' ? 'NC' : 'F',
    folio: String(1 + random.integer(999_999)),
    issuedAt,
    currency,
    exchangeRate,
    issuer,
    receiver,
    postalCode: random.pick(postalCodes),
    relatedUuid: type === 'E' ? random.uuid() : undefined,
    lines: drawLines(random),
  };
}

function writeDocument(
  random: Random,
  { kind, issuedAt }: SampleOptions,
  draft: Draft,
  amounts: Amounts,
  authority: Authority,
  uuid: string,
): string {
  const seal = authority.sealOf(draft.issuer);
  const stated = kind === 'bad-total' ? { ...amounts, totalCents: amounts.totalCents + 1_00n } : amounts;
  const whole = comprobante(draft, stated, seal.number);
  const document = sealed(kind === 'missing-attribute' ? without(whole, random.pick(required)) : whole, seal);
  const complete = kind === 'no-stamp' ? document : stamped(document, authority, uuid, issuedAt);
  return renderDocument(complete, kind === 'doctype' ? doctype : '');
}

function without(document: Element, attribute: string): Element {
  return { ...document, attributes: document.attributes.filter(([name]) => name !== attribute) };
}

function describe(options: SampleOptions, draft: Draft, amounts: Amounts): Omit<Sample, 'xml' | 'uuid'> {
  return {
    kind: options.kind,
    type: draft.type,
    issuer: draft.issuer,
    receiver: draft.receiver,
    issuedAt: draft.issuedAt,
    currency: draft.currency,
    subtotal: formatCents(amounts.subtotalCents),
    discount: formatCents(amounts.discountCents),
    taxesTransferred: formatCents(amounts.transferredCents),
    taxesWithheld: formatCents(amounts.withheldCents),
    total: formatCents(amounts.totalCents),
  };
}
