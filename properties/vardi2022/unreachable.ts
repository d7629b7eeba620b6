import { checkCertificate } from '../../oracles/checker/check.ts';
import { l2Margin } from '../../oracles/l2-margin.ts';
import { type Refutation, refutes } from '../../src/claims/decision.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { FlowCase } from '../../src/generators/flow-cases.ts';
import { Rational } from '../../src/numbers/rational.ts';
import { liveParts } from './diagonal-limit.ts';

/** What the start allows of w, as points: 0 in place of coordinates that stay 0, and s·w_j > 0 as one more point where only one sign s is allowed. */
function withAllowedSigns({ data, start }: FlowCase): Dataset {
  const parts = liveParts(start);
  const signsOf = (coordinate: number) => parts.filter((part) => part.coordinate === coordinate);
  const coordinates = [...data.x[0]!.keys()];
  const oneSigned = coordinates.flatMap((j) => {
    const signs = signsOf(j);
    return signs.length === 1 ? signs : [];
  });
  return {
    name: `${data.name}, with the signs that the start allows`,
    x: [
      ...data.x.map((row) => row.map((value, j) => (signsOf(j).length > 0 ? value : Rational.ZERO))),
      ...oneSigned.map(({ coordinate }) =>
        coordinates.map((j) => (j === coordinate ? Rational.ONE : Rational.ZERO)),
      ),
    ],
    y: [...data.y, ...oneSigned.map(({ sign }) => sign)],
  };
}

/**
 * The refutation of what is said of the limit of a diagonal network of depth 2, where it is certified that no w with the signs that its
 * start allows separates the data. (Such w form a closed cone; where one separates the data, so does one inside it, so that signs may be
 * taken as strict, and the certificate is one that no linear function separates the data together with the signs.)
 */
export function unreachable(instance: FlowCase): Refutation | undefined {
  const linear = l2Margin(withAllowedSigns(instance));
  if (linear.status === 'optimal' || !checkCertificate(linear.certificate).accepted) return undefined;
  return refutes(
    'proved',
    'no w with the signs that the start allows separates the data: n𝓛 ≥ ℓ(0) for ever, and no point that the flow can reach is feasible',
  );
}
