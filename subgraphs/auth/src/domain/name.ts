import { Refusal } from '@fiscal/kit';

const maxLength = 200;

/** The name of a person or an organisation: 1 to 200 characters on one line. Refuses INVALID_INPUT. */
export function parseName(text: string): string {
  const name = text.length > 4 * maxLength ? '' : text.trim().normalize('NFC');
  if (name.length === 0 || name.length > maxLength || /\p{Cc}/u.test(name)) {
    throw new Refusal('invalid', 'INVALID_INPUT', `a name is one line of 1 to ${maxLength} characters`);
  }
  return name;
}
