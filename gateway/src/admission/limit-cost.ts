import { createHistogram, type Series } from '@fiscal/kit/tracing';
import { metrics } from '@opentelemetry/api';
import { invalidOperation } from '../answer.ts';
import type { Answer, Priced, Ready, RequestRecord, Stage } from '../request.ts';
import { policyOf, type RateLimits } from './bucket.ts';

/** Demand control: how many points one operation may be estimated at, by tier. `measure` counts and refuses nothing. */
export type CostLimits = { readonly mode: 'off' | 'measure' | 'enforce'; readonly max: RateLimits['points'] };

const meter = metrics.getMeter('@fiscal/gateway');
const estimated = createHistogram('@fiscal/gateway', 'gateway.cost.estimated', { unit: 'points' });
const actual = createHistogram('@fiscal/gateway', 'gateway.cost.actual', { unit: 'points' });
const tooDear = meter.createCounter('gateway.cost.rejected', { description: 'Operations beyond their most points' });

/**
 * Prices the operation before it runs, holds it to the points that its caller's tier may ask for at once, and says where
 * to count what its answer comes to. Answers `COST_TOO_HIGH`. Whoever asks by `extensions: { points: true }` is told in
 * `extensions`.
 */
export function createLimitCost({ mode, max }: CostLimits): Stage<Ready, Priced> {
  const estimates = byPolicy(estimated);
  const actuals = byPolicy(actual);
  return (next) => (request) => {
    const record = request as RequestRecord;
    record.cost = request.executable.estimate(request.variables);
    const policy = policyOf(request.caller.identity);
    if (mode !== 'off') {
      estimates[policy].record(record.cost);
      record.actualCosts = actuals[policy];
      if (record.cost > max[policy]) {
        tooDear.add(1, { policy, mode });
        if (mode === 'enforce') return invalidOperation(request, [tooHigh(record.cost, max[policy])]);
      }
    }
    const answer = next(record);
    if (!wantsPoints(request)) return answer;
    return answer instanceof Promise ? answer.then((given) => tell(record, given)) : tell(record, answer);
  };
}

function byPolicy(histogram: (labels: { readonly policy: string }) => Series) {
  return {
    anonymous: histogram({ policy: 'anonymous' }),
    free: histogram({ policy: 'free' }),
    pro: histogram({ policy: 'pro' }),
    enterprise: histogram({ policy: 'enterprise' }),
  };
}

function tell(request: RequestRecord, answer: Answer): Answer {
  if (!('data' in answer.result)) return answer;
  const points = { estimated: request.cost, actual: request.actualCost, remaining: request.remainingPoints };
  const extensions = { ...answer.result.extensions, points };
  return { ...answer, result: { ...answer.result, extensions } };
}

function wantsPoints({ params }: Ready): boolean {
  return params.extensions?.points === true;
}

function tooHigh(points: number, most: number) {
  return { code: 'COST_TOO_HIGH', message: `the operation may cost ${points} points; at most ${most} are allowed` };
}
