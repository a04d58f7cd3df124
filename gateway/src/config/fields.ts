import { z } from 'zod';

// A setting may come from a variable, which is text: each kind of field takes text and says so in its own words.

type Bounds = { readonly min?: number; readonly max?: number };

/** A whole number, from 0 unless told otherwise. */
export function whole({ min = 0, max = Number.MAX_SAFE_INTEGER }: Bounds = {}) {
  return z.preprocess(
    toNumber,
    z.int('must be a whole number').min(min, `must be ${min} at least`).max(max, `must be ${max} at most`),
  );
}

/** A number from 0 to 1, or to what is told. */
export function share({ max = 1 }: Bounds = {}) {
  return z.preprocess(
    toNumber,
    z.number('must be a number').min(0, 'must be 0 at least').max(max, `must be ${max} at most`),
  );
}

/** `true` or `false`. */
export function flag() {
  return z.preprocess(toBoolean, z.boolean('must be true or false'));
}

const milliseconds = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const bytes = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

/** A length of time: a number is of the unit that the setting's name ends in, text says its own (`30s`). */
export function duration(unit: 'ms' | 's', bounds: Bounds = { min: 1 }) {
  return measured(milliseconds, milliseconds[unit], 'a time such as 500ms, 30s, 5m, 1h', bounds);
}

/** An amount of memory: a number is of the unit that the setting's name ends in, text says its own (`15MiB`). */
export function size(unit: 'B' | 'MiB', bounds: Bounds = { min: 1 }) {
  return measured(bytes, bytes[unit], 'a size such as 64KiB, 15MiB, 1GiB', bounds);
}

function measured(units: Readonly<Record<string, number>>, unit: number, form: string, { min = 0, max }: Bounds) {
  const toUnits = (value: unknown): unknown => {
    const [, amount, name = ''] =
      typeof value === 'string' ? (/^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(value) ?? []) : [];
    const scale = units[name];
    return amount !== undefined && scale !== undefined ? Math.round((Number(amount) * scale) / unit) : toNumber(value);
  };
  const number = z.int(`must be a whole number, or ${form}`).min(min, `must be ${min} at least`);
  const bounded = max === undefined ? number : number.max(max, `must be ${max} at most`);
  const textPattern = `^\\d+(\\.\\d+)?\\s*(${Object.keys(units).join('|')})$`;
  return z.preprocess(toUnits, bounded.meta({ textPattern }));
}

/** A list of texts; a comma stands between them when it comes from a variable. */
export function list() {
  return z.preprocess(splitText, z.array(z.string().min(1)));
}

function toNumber(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
}

function toBoolean(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim().toLowerCase();
  if (text === 'true' || text === '1' || text === 'yes') return true;
  return text === 'false' || text === '0' || text === 'no' ? false : value;
}

function splitText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
