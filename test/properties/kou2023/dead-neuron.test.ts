import { expect, it } from 'vitest';
import { K5 } from '../../../properties/kou2023/K5-flow-limits.ts';

it('a ReLU neuron that died on the kinks of two points stays dead (the flow once revived it, and K5 was refuted)', async () => {
  const instance = K5.caseSchema.parse({
    data: {
      name: 'nearly orthogonal',
      x: [
        ['31968027/33554432', '-557361/8388608', '-1451891/33554432'],
        ['946629/33554432', '36058959/33554432', '-610443/8388608'],
        ['1086215/67108864', '12779/8388608', '7109661/8388608'],
      ],
      y: [1, -1, -1],
    },
    alpha: '0',
    stepSize: '441/128',
    start: {
      plus: [
        ['3/64', '573/256', '-35/256'],
        ['55/256', '-173/128', '-175/256'],
        ['85/256', '-201/256', '-261/256'],
      ],
      minus: [
        ['-195/256', '-205/128', '21/32'],
        ['99/64', '59/64', '49/128'],
        ['9/256', '-701/256', '-115/64'],
      ],
    },
    halvings: 12,
  });
  expect((await K5.decide(instance, K5.prediction)).outcome).toBe('supports');
});
