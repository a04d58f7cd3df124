import { applyRate } from './money.ts';
import type { Random } from './random.ts';

/** What a line says of one tax. `Exento` has neither rate nor amount. */
export type LineTax = {
  readonly kind: 'transferred' | 'withheld';
  /** c_Impuesto: 001 ISR, 002 IVA, 003 IEPS. */
  readonly tax: '001' | '002' | '003';
  readonly factor: 'Tasa' | 'Exento';
  readonly baseCents: bigint;
  readonly rateMillionths: bigint;
  readonly amountCents: bigint;
};

/** One concept of a document. */
export type Line = {
  readonly productCode: string;
  readonly unitCode: string;
  readonly description: string;
  readonly quantity: bigint;
  readonly priceCents: bigint;
  readonly amountCents: bigint;
  readonly discountCents: bigint;
  readonly taxes: readonly LineTax[];
};

type Product = readonly [productCode: string, unitCode: string, description: string, withholds: boolean];

// Codes of c_ClaveProdServ and c_ClaveUnidad; the last column says whether a buyer withholds on it.
const products: readonly [Product, ...Product[]] = [
  ['43211503', 'H87', 'Computadora portátil de 14 pulgadas', false],
  ['44121706', 'XBX', 'Caja de lápices del número 2', false],
  ['50202301', 'LTR', 'Agua purificada "de garrafón"', false],
  ['78101802', 'E48', 'Flete de carga <48 horas>', true],
  ['80101500', 'E48', 'Consultoría de negocios & procesos', true],
  ['81112100', 'MON', 'Servicio mensual de Internet', false],
  ['82121500', 'E48', 'Impresión de folletos', true],
  ['55101500', 'H87', 'Libro de texto', false],
];

const iva16 = 160_000n;
const iva8 = 80_000n;
const ivaWithheld = 106_667n;
const isrWithheld = 100_000n;

/** Draws one to six lines: quantities, prices, discounts, and IVA at 16 %, at 8 %, exempt, or with withholdings. */
export function drawLines(random: Random): Line[] {
  return Array.from({ length: 1 + random.integer(6) }, () => drawLine(random));
}

function drawLine(random: Random): Line {
  const [productCode, unitCode, description, withholds] = random.pick(products);
  const quantity = BigInt(1 + random.integer(20));
  const priceCents = BigInt(100 + random.integer(2_500_000));
  const amountCents = quantity * priceCents;
  const discountCents = random.once(4) ? amountCents / BigInt(5 + random.integer(15)) : 0n;
  const taxes = drawTaxes(random, amountCents - discountCents, withholds);
  return { productCode, unitCode, description, quantity, priceCents, amountCents, discountCents, taxes };
}

function drawTaxes(random: Random, baseCents: bigint, withholds: boolean): LineTax[] {
  if (random.once(6)) {
    return [{ kind: 'transferred', tax: '002', factor: 'Exento', baseCents, rateMillionths: 0n, amountCents: 0n }];
  }
  const transferred = taxOn('transferred', '002', baseCents, random.once(4) ? iva8 : iva16);
  if (!withholds) return [transferred];
  return [
    transferred,
    taxOn('withheld', '001', baseCents, isrWithheld),
    taxOn('withheld', '002', baseCents, ivaWithheld),
  ];
}

function taxOn(kind: LineTax['kind'], tax: LineTax['tax'], baseCents: bigint, rateMillionths: bigint): LineTax {
  const amountCents = applyRate(baseCents, rateMillionths);
  return { kind, tax, factor: 'Tasa', baseCents, rateMillionths, amountCents };
}
