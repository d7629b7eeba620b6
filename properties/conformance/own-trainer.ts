import { exactData } from '../../oracles/matchers/plain.ts';
import { toFloats } from '../../src/data/dataset.ts';
import { parseModel } from '../../src/models/parse.ts';
import { descend } from '../../src/training/descent.ts';
import { flat, lossOf, shaped } from './reference.ts';
import type { Architecture, Trainer, TrainingRequest } from './trainer.ts';

function specOf(architecture: Architecture): string {
  switch (architecture.kind) {
    case 'linear':
      return 'linear';
    case 'two-layer':
      return `two-layer:${architecture.width}:${architecture.alpha}`;
    case 'diagonal-pm':
      return 'diagonal-pm:2';
  }
}

/** Our own descent as a trainer: it must conform too. */
export const ownTrainer: Trainer = {
  name: 'farkas',
  precision: 'float64',
  architectures: ['linear', 'two-layer', 'diagonal-pm'],
  losses: ['exponential', 'logistic'],
  async train(request: TrainingRequest) {
    const { data, architecture, start, loss, step, record } = request;
    const model = parseModel(specOf(architecture), data.x[0]!.length);
    const samples = toFloats(exactData(data));
    let weights = start;
    let done = 0;
    return record.map((steps) => {
      const run = descend({
        model,
        data: samples,
        loss,
        start: flat(weights),
        step: { kind: 'fixed', size: step },
        maxSteps: steps - done,
        until: -1e300,
        tolerateRises: true,
      });
      weights = shaped(start, [...run.parameters]);
      done = steps;
      return { step: steps, weights, loss: Math.exp(lossOf(request, weights).logLoss) };
    });
  },
};
