import { type Refusal, statusOfRefusal } from '@fiscal/kit';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import type { DocumentFault } from './compiler/contract.ts';
import type { Result } from './operation.ts';
import type { Answer, Correlated } from './request.ts';
import { ToldRefusal } from './told-refusal.ts';

/** Refusals whose HTTP status says more than their kind. */
const statusOfCode: Readonly<Record<string, number>> = {
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  SUBSCRIPTION_NEEDS_STREAM: 406,
  REQUEST_TIMEOUT: 408,
  UNSUPPORTED_MEDIA_TYPE: 415,
};

const headersOfStatus: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'www-authenticate': 'Bearer' },
  405: { allow: 'GET, POST' },
};

/** The answer to a request that is turned away before it is understood. */
export function refused(refusal: Refusal): Answer {
  const status = statusOfCode[refusal.code] ?? statusOfRefusal(refusal);
  const result = { errors: [toError(refusal)] };
  return { kind: 'refused', status, headers: headersOfStatus[status] ?? {}, result };
}

/** The answer to a request that is understood and cannot be run: GraphQL's «request error». */
export function invalidOperation(request: Correlated, faults: readonly DocumentFault[]): Answer {
  const errors = faults.map(({ code, message, locations }) => ({
    message,
    ...(locations ? { locations } : {}),
    extensions: { code },
  }));
  return { kind: 'answered', status: 400, headers: request.answerHeaders, result: { errors } };
}

/** A refusal in GraphQL's form. */
export function toError(refusal: Refusal): GraphQLFormattedError {
  const told = refusal instanceof ToldRefusal ? refusal.told : {};
  return { message: refusal.message, extensions: { code: refusal.code, ...told } };
}

/** A GraphQL response as JSON text, for doors that write bytes. */
export function resultText({ data, errors, extensions }: Result): string {
  if (data !== undefined && !errors && !extensions) return `{"data":${data}}`;
  const members: string[] = [];
  if (data !== undefined) members.push(`"data":${data}`);
  if (errors) members.push(`"errors":${JSON.stringify(errors)}`);
  if (extensions) members.push(`"extensions":${JSON.stringify(extensions)}`);
  return `{${members.join(',')}}`;
}

/** A GraphQL response as plain values, for doors and libraries that write it themselves. */
export function resultObject({ data, errors, extensions }: Result): FormattedExecutionResult {
  return {
    // Written by this process, from an object.
    ...(data === undefined ? {} : { data: JSON.parse(data) as Record<string, unknown> | null }),
    ...(errors ? { errors } : {}),
    ...(extensions ? { extensions: { ...extensions } } : {}),
  };
}
