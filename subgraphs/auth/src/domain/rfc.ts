import { Refusal } from '@fiscal/kit';

/** `t_RFC` of the tax authority's type catalogue (tdCFDI.xsd): letters, date of birth or foundation, check characters. */
const pattern = /^[A-Z&Ñ]{3,4}[0-9]{2}(0[1-9]|1[012])(0[1-9]|[12][0-9]|3[01])[A-Z0-9]{2}[0-9A]$/;

/** Stand for «the general public» and «a foreigner» on documents: nobody owns them. */
const generic: ReadonlySet<string> = new Set(['XAXX010101000', 'XEXX010101000']);

/** Generous for blanks and decomposed letters; anything longer is not worth normalising. */
const maxInput = 40;
const maxOwned = 50;

/**
 * The tax id in its one spelling: upper-case, composed (Ñ as one character), without surrounding blanks.
 * Refuses INVALID_INPUT when it is none or is one that nobody can own.
 */
export function parseRfc(text: string): string {
  const rfc = text.slice(0, maxInput).trim().normalize('NFC').toUpperCase();
  if (!pattern.test(rfc))
    throw new Refusal('invalid', 'INVALID_INPUT', 'an RFC has 12 or 13 characters, as EKU9003173C9');
  if (generic.has(rfc)) throw new Refusal('invalid', 'INVALID_INPUT', `${rfc} is generic: no organisation owns it`);
  return rfc;
}

/** The tax ids of one organisation, 1 to 50, each once. Refuses INVALID_INPUT. */
export function parseRfcs(texts: readonly string[]): readonly string[] {
  if (texts.length === 0 || texts.length > maxOwned) {
    throw new Refusal('invalid', 'INVALID_INPUT', `an organisation owns 1 to ${maxOwned} RFCs`);
  }
  return [...new Set(texts.map(parseRfc))];
}
