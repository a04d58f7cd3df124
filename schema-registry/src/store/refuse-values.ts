import { log, Refusal, type Transaction } from '@fiscal/kit';

/** Data exceptions: a zero in a text, half a character in JSON, a time or a number that no column holds. */
const dataException = /^22[0-9A-Z]{3}$/;

/**
 * Takes what the database cannot hold for the client's fault, whose values they are: whatever is not found out before.
 * @throws Refusal `VALUE_INVALID`
 */
export function refuseValues(transact: Transaction): Transaction {
  return async (tenant, work) => {
    try {
      return await transact(tenant, work);
    } catch (error) {
      const { code } = Object(error) as { readonly code?: unknown };
      if (error instanceof Refusal || typeof code !== 'string' || !dataException.test(code)) throw error;
      log.warn({ sqlState: code }, 'a value is refused that the database does not take');
      const message = 'a text, number or time of the request is none that can be looked for or kept';
      throw new Refusal('invalid', 'VALUE_INVALID', message, { cause: error });
    }
  };
}
