/** Amounts are whole cents in a bigint, rates whole millionths: no step of a sample's arithmetic goes through a float. */
const millionths = 1_000_000n;

/** Cents as CFDI writes them, `1234.50`. */
export function formatCents(cents: bigint): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Cents of a decimal string. Throws when it is none, or when a part of a cent would be lost. */
export function parseCents(amount: string): bigint {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(amount) ?? [];
  if (whole === '' || /[^0]/.test(fraction.slice(2))) throw new Error(`«${amount}» is no amount in whole cents`);
  return BigInt(`${sign}${whole}${fraction.slice(0, 2).padEnd(2, '0')}`);
}

/** A rate as CFDI writes it, `0.160000`. */
export function formatRate(rateMillionths: bigint): string {
  return `${rateMillionths / millionths}.${(rateMillionths % millionths).toString().padStart(6, '0')}`;
}

/** The tax on `baseCents`, rounded half up to the cent. `baseCents` is not negative. */
export function applyRate(baseCents: bigint, rateMillionths: bigint): bigint {
  return (baseCents * rateMillionths + millionths / 2n) / millionths;
}

/** Cents summed. */
export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
