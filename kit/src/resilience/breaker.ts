import { metrics } from '@opentelemetry/api';
import {
  BrokenCircuitError,
  CircuitState,
  CountBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
} from 'cockatiel';
import { log } from '../log.ts';
import { Refusal } from '../refusal.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

export type Breaker = {
  execute<T>(work: () => Promise<T>): Promise<T>;
  state(): BreakerState;
};

const transitions = metrics.getMeter('@fiscal/kit').createCounter('resilience.breaker.transitions');

/** The refusal for a dependency that is down; its text goes to clients, so it names nothing inside. */
export function serviceUnavailable(cause?: unknown): Refusal {
  return new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'a service that this needs is not available now', { cause });
}

/**
 * Stops calling a dependency that does not answer: opens when half of the last 20 calls (5 at least) failed as
 * `isFailure` says, lets one through after 0.5 s, then ever more rarely up to every 5 s, and closes when one succeeds.
 * Errors: Refusal SERVICE_UNAVAILABLE while open; otherwise what the work throws.
 */
export function createBreaker(name: string, isFailure: (error: unknown) => boolean): Breaker {
  const circuit = circuitBreaker(handleWhen(isFailure), {
    breaker: new CountBreaker({ threshold: 0.5, size: 20, minimumNumberOfCalls: 5 }),
    halfOpenAfter: new ExponentialBackoff({ initialDelay: 500, maxDelay: 5_000 }),
  });
  circuit.onStateChange((state) => {
    transitions.add(1, { dependency: name, state: nameOf(state) });
    log.warn({ dependency: name, state: nameOf(state) }, 'circuit breaker changed');
  });
  return {
    execute: (work) => circuit.execute(work).catch(refuseWhenBroken),
    state: () => nameOf(circuit.state),
  };
}

function refuseWhenBroken(error: unknown): never {
  throw error instanceof BrokenCircuitError ? serviceUnavailable(error) : error;
}

function nameOf(state: CircuitState): BreakerState {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half-open' : 'open';
}
