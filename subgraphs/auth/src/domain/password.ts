import { Refusal } from '@fiscal/kit';

const minLength = 12;
const maxLength = 128;

/**
 * A password that may be chosen: 12 to 128 characters, any of them (NIST SP 800-63B §3.1.1.2: length, not composition).
 * Composed by NFKC, so that one typed on another keyboard is the same. Refuses WEAK_PASSWORD when short, INVALID_INPUT when long.
 */
export function parseNewPassword(text: string): string {
  const password = parsePassword(text);
  if ([...password].length < minLength) {
    throw new Refusal('invalid', 'WEAK_PASSWORD', `a password has ${minLength} characters or more`);
  }
  return password;
}

/** A password to compare; one that is too long to have been chosen is refused with INVALID_INPUT before any hashing. */
export function parsePassword(text: string): string {
  const password = text.length > 4 * maxLength ? text : text.normalize('NFKC');
  if (password.length > 4 * maxLength || [...password].length > maxLength) {
    throw new Refusal('invalid', 'INVALID_INPUT', `a password has at most ${maxLength} characters`);
  }
  return password;
}
