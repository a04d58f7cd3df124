import { Refusal } from '@fiscal/kit';

/** Class 23 of PostgreSQL's error codes, appendix A of its manual. */
const uniqueViolation = '23505';

/** Turns the violation of one named unique constraint into a conflict with a stable code; every other error passes. */
export async function refuseDuplicate<R>(
  work: Promise<R>,
  constraint: string,
  code: string,
  message: string,
): Promise<R> {
  try {
    return await work;
  } catch (error) {
    if (isViolation(error) && error.constraint === constraint)
      throw new Refusal('conflict', code, message, { cause: error });
    throw error;
  }
}

function isViolation(error: unknown): error is { code: string; constraint: string } {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === uniqueViolation &&
    'constraint' in error
  );
}
