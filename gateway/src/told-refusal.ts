import { Refusal, type RefusalKind } from '@fiscal/kit';

/** A refusal that tells more than its code: from where to go on, or when to come back. */
export class ToldRefusal extends Refusal {
  /** For the error's `extensions`. */
  readonly told: Readonly<Record<string, unknown>>;

  constructor(kind: RefusalKind, code: string, message: string, told: Readonly<Record<string, unknown>>) {
    super(kind, code, message);
    this.told = told;
  }
}
