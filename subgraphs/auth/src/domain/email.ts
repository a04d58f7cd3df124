import { Refusal } from '@fiscal/kit';

/** RFC 5321 §4.5.3.1.3: a path has 256 characters with its angle brackets. */
const maxLength = 254;

/** One address and nothing that a mail header could read as more: no blanks, control characters, brackets or lists. */
const pattern = /^[^\s@<>()[\]\\,;:"\p{C}]+@[^\s@<>()[\]\\,;:"\p{C}.]+(\.[^\s@<>()[\]\\,;:"\p{C}.]+)+$/u;

/**
 * The e-mail address as it is stored and looked up: lower-case, trimmed, NFC. Addresses that differ in case only are one user.
 * Refuses INVALID_INPUT when the text is too long or no address.
 */
export function parseEmail(text: string): string {
  const email = text.length > 2 * maxLength ? '' : text.trim().normalize('NFC').toLowerCase();
  if (email.length > maxLength || !pattern.test(email)) {
    throw new Refusal(
      'invalid',
      'INVALID_INPUT',
      `an e-mail address looks like name@example.org, with at most ${maxLength} characters`,
    );
  }
  return email;
}
